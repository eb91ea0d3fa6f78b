package io.chirograph.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.Effort;
import io.chirograph.faults.Comparison.Finding;
import io.chirograph.faults.Comparison.Kind;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/// The bounded form of `bench/faults`.
@Tag("slow")
class FaultCampaignIT {
    private static final long SEED = Long.getLong("chirograph.faults.seed", 20261122);

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path directory;

    @Test
    void nothingIsLostTwiceOrOpenAndWhatADiskForgetsIsFoundOut() throws Exception {
        var plan = new FaultCampaign.Plan(SEED, Effort.of(1, 25), Effort.of(1, 5), Duration.ofMillis(1500));
        try (var campaign = new FaultCampaign(directory, plan)) {
            FaultCampaign.Result result = campaign.run();
            System.out.println("seed " + SEED + "\n" + result.tally());
            assertThat(result.findings())
                    .as("seed %d, %s, kept in %s", SEED, result, directory)
                    .isEmpty();
            assertThat(result.tally().of("calls that callers saw COMPLETE")).isPositive();
            assertThat(campaign.runForgetful())
                    .extracting(Finding::kind)
                    .contains(Kind.LOST)
                    .doesNotContain(Kind.GAP, Kind.REFUSED);
        }
    }
}
