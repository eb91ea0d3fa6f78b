package io.chirograph.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.verifier.MemoryArchive;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PacedArchiveTest {
    private final AtomicLong now = new AtomicLong();
    private final MemoryArchive archive = new MemoryArchive();

    private PacedArchive paced(int requests, long bytes) {
        return new PacedArchive(archive, requests, bytes, now::get, pause -> now.addAndGet(pause.toNanos()));
    }

    @Test
    void noMoreRequestsAreMadeThanASecondAllows() throws Exception {
        PacedArchive paced = paced(20, 1 << 20);
        for (int i = 0; i < 101; i++) {
            paced.list("", "", 10);
        }
        assertThat(Duration.ofNanos(now.get())).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void bytesArePaidForByTheNextRequest() throws Exception {
        archive.write("log/events/a", new byte[3 << 20]);
        PacedArchive paced = paced(1_000_000, 1 << 20);
        paced.get("log/events/a", 4 << 20);
        paced.lock("log/events/a", null);
        assertThat(Duration.ofNanos(now.get()).toSeconds()).isEqualTo(3);
    }

    @Test
    void whatWasNotUsedIsNotSaved() throws Exception {
        PacedArchive paced = paced(1, 1 << 20);
        now.addAndGet(Duration.ofHours(1).toNanos());
        long before = now.get();
        paced.segments("");
        paced.segments("");
        paced.segments("");
        assertThat(Duration.ofNanos(now.get() - before)).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void aStopEndsTheWait() throws Exception {
        PacedArchive paced = new PacedArchive(archive, 1, 1, now::get, pause -> {
            throw new InterruptedException();
        });
        paced.segments("");
        assertThatThrownBy(() -> paced.segments("")).isInstanceOf(ArchiveUnavailableException.class);
        assertThat(Thread.interrupted()).isTrue();
    }
}
