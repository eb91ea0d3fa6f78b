package io.chirograph.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// More at once than a small heap carries.
class OverloadIT {
    private static final double MORE_CODE_AND_CACHES = 24e6;

    @TempDir
    Path directory;

    @Test
    void loadBeyondTheHeapIsRefusedCleanlyAndTheMemoryIsBackAfterwards() throws Exception {
        try (var bench = new LoadBench(directory, "160m", Duration.ofSeconds(1))) {
            double before = bench.heap();
            LoadBench.Round came = bench.mixed(250);
            assertThat(came.isRight()).as(came.toString()).isTrue();
            assertThat(came.statuses()).containsKeys(200, 503);
            await().atMost(Duration.ofMinutes(2))
                    .until(() -> bench.metric("chirograph_gateway_memory_used_bytes") < 1e6);
            assertThat(bench.heap()).isLessThan(before + MORE_CODE_AND_CACHES);
        }
    }
}
