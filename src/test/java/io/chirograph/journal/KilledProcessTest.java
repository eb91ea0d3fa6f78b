package io.chirograph.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chirograph.journal.internal.AppendingProcess;
import io.chirograph.journal.internal.DiskJournal;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KilledProcessTest {
    @TempDir
    Path directory;

    @Test
    void whatAKilledProcessAcknowledgedIsThereAndItsDirectoryWasItsAlone() throws Exception {
        var acknowledged = new TreeMap<Long, String>();
        for (int round = 1; round <= 2; round++) {
            try (var process = AppendingProcess.start(directory, 32, true)) {
                process.awaitAcknowledged(3000 * round);
                assertThatThrownBy(() -> DiskJournal.open(directory, AppendingProcess.LIMITS, Clock.systemUTC()))
                        .isInstanceOf(JournalLockedException.class)
                        .hasMessageContaining(directory.toString());
                for (Map.Entry<Long, String> entry : process.kill().entrySet()) {
                    assertThat(acknowledged.put(entry.getKey(), entry.getValue()))
                            .as("sequence %d was given out twice", entry.getKey())
                            .isNull();
                }
            }
            assertThat(AppendingProcess.missing(directory, acknowledged)).isZero();
        }
    }
}
