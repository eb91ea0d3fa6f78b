package io.chirograph.archive;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.archive.directory.StoringProcess;
import io.chirograph.journal.VictimFileSystem;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The file system under a directory archive is stopped without flushing anything, as in a power cut, and mounted
/// again.
class DirectoryPowerCutIT {
    private static final int ROUNDS = 3;
    private static final long SIZE = 160L << 20;

    @TempDir
    Path directory;

    @Test
    void afterAPowerCutEveryStoredObjectIsThereWhole() throws Exception {
        try (var victim = VictimFileSystem.mount(directory.resolve("disk.img"), directory.resolve("mounted"), SIZE)) {
            var random = new Random(20261122);
            for (int round = 0; round < ROUNDS; round++) {
                assertThat(missingAfterCut(victim, "archive-" + round, true, 50 + random.nextInt(300)))
                        .as("lost in round %d", round)
                        .isEmpty();
            }
        }
    }

    @Test
    void withoutForcingAPowerCutLosesObjects() throws Exception {
        try (var victim = VictimFileSystem.mount(directory.resolve("disk.img"), directory.resolve("mounted"), SIZE)) {
            assertThat(missingAfterCut(victim, "archive", false, 300)).isNotEmpty();
        }
    }

    private List<String> missingAfterCut(VictimFileSystem victim, String name, boolean forced, int after)
            throws Exception {
        Path archive = victim.root().resolve(name);
        List<String> stored;
        try (var process = StoringProcess.start(archive, directory, forced)) {
            process.await(after);
            victim.cutPower();
            process.kill();
            stored = process.stored();
        }
        victim.mountAgain();
        assertThat(stored).hasSizeGreaterThanOrEqualTo(after);
        return StoringProcess.missing(archive, stored);
    }
}
