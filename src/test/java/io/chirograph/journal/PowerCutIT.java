package io.chirograph.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.journal.internal.AppendingProcess;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `kill -9` proves nothing about forcing, for the page cache survives it. Here the file system under a process
/// that appends is stopped without flushing anything, then mounted again.
class PowerCutIT {
    private static final int ROUNDS = 4;

    @TempDir
    Path directory;

    @Test
    void afterAPowerCutEveryAcknowledgedRecordIsThere() throws Exception {
        try (var victim = VictimFileSystem.mount(directory)) {
            var random = new Random(20261122);
            for (int round = 0; round < ROUNDS; round++) {
                assertThat(missingAfterCut(victim, "forced-" + round % 2, true, 200 + random.nextInt(3000)))
                        .as("lost in round %d", round)
                        .isZero();
            }
        }
    }

    @Test
    void withoutForcingAPowerCutLosesRecords() throws Exception {
        try (var victim = VictimFileSystem.mount(directory)) {
            assertThat(missingAfterCut(victim, "unforced", false, 1000)).isPositive();
        }
    }

    private static long missingAfterCut(VictimFileSystem victim, String name, boolean forced, int after)
            throws Exception {
        Path journal = victim.root().resolve(name);
        Map<Long, String> acknowledged;
        try (var process = AppendingProcess.start(journal, 32, forced)) {
            process.awaitAcknowledged(after);
            victim.cutPower();
            acknowledged = process.kill();
        }
        victim.mountAgain();
        return AppendingProcess.missing(journal, acknowledged);
    }
}
