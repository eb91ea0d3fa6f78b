package io.chirograph.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chirograph.verifier.MemoryArchive;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class PatientArchiveTest {
    private final MemoryArchive store = new MemoryArchive();
    private final PatientArchive patient = new PatientArchive(store, Duration.ZERO);

    @Test
    void asksAgainUntilTheStoreAnswers() throws Exception {
        store.write("a", new byte[3]);
        store.failNext(4);

        assertThat(patient.get("a", 10)).contains(new byte[3]);
        assertThat(store.requests()).isEqualTo(5);
    }

    @Test
    void givesUpOnAStoreThatIsAway() {
        store.failNext(100);

        assertThatThrownBy(() -> patient.list("", "", 1)).isInstanceOf(ArchiveUnavailableException.class);
        assertThat(store.requests()).isEqualTo(5);
    }

    @Test
    void doesNotAskAgainForWhatIsTooLarge() {
        store.write("a", new byte[3]);

        assertThatThrownBy(() -> patient.get("a", 2)).isInstanceOf(ObjectTooLargeException.class);
        assertThat(store.requests()).isEqualTo(1);
    }
}
