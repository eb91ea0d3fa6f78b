package io.chirograph.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.Effort;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/// The bounded form of `bench/cluster-faults`.
@Tag("slow")
class ClusterFaultsIT {
    private static final long SEED = Long.getLong("chirograph.faults.seed", 20261201);

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path directory;

    @Test
    void nothingIsLostTwiceOrOpenWhateverFails() throws Exception {
        var plan = new ClusterCampaign.Plan(SEED, Effort.of(1, 10), 3, Duration.ofSeconds(Effort.of(2, 6)));
        try (var campaign = new ClusterCampaign(directory, plan)) {
            FaultCampaign.Result result = campaign.run();
            System.out.println("seed " + SEED + "\n" + result.tally());
            assertThat(result.findings())
                    .as("seed %d, %s, kept in %s", SEED, result, directory)
                    .isEmpty();
            assertThat(result.tally().of("calls that callers saw COMPLETE")).isPositive();
        }
    }
}
