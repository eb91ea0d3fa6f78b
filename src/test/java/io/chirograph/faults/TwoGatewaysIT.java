package io.chirograph.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.e2e.GatewayProcess;
import io.chirograph.e2e.Http;
import io.chirograph.e2e.Trail;
import io.chirograph.tlog.note.VerifierKey;
import io.chirograph.verifier.report.FindingKind;
import io.chirograph.verifier.report.LogReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A gateway's disk is copied and both run: two packaged processes with the same key and origin, each with a data
/// directory of its own, on one bucket of a real store.
class TwoGatewaysIT {
    @TempDir
    Path directory;

    @Test
    void oneStopsExportingBothGoOnRecordingAndNoSizeIsSignedTwice() throws Exception {
        Path one = Files.createDirectory(directory.resolve("one"));
        Path other = Files.createDirectory(directory.resolve("other"));
        try (var site = new Site(directory)) {
            try (var gateway = site.launch(one)) {
                gateway.awaitReady();
                call(gateway);
                assertThat(gateway.stop()).isEqualTo(143);
            }
            GatewayProcess.copy(one.resolve("data"), other.resolve("data"));
            VerifierKey key = Site.key(one.resolve("data/dev/signing-key.pem"));
            try (var first = site.launch(one);
                    var second = site.launchBeside(other);
                    var ofFirst = new Trail(first);
                    var ofSecond = new Trail(second)) {
                first.awaitReady();
                second.awaitReady();
                Awaitility.await("one of them stops exporting")
                        .atMost(Duration.ofMinutes(2))
                        .until(() -> {
                            call(first);
                            call(second);
                            return isStopped(ofFirst) || isStopped(ofSecond);
                        });
                call(first);
                call(second);
                first.stop();
                second.stop();
            }
            try (var trail = new SealedTrail(site.asAuditor(), key)) {
                assertThat(trail.signedRoots())
                        .hasSizeGreaterThan(1)
                        .allSatisfy((size, roots) -> assertThat(roots)
                                .as("roots signed for size %d", size)
                                .hasSize(1));
                LogReport report = trail.verify().logs().getFirst();
                assertThat(report.counts())
                        .doesNotContainKeys(FindingKind.FORK, FindingKind.ROOT_MISMATCH, FindingKind.SEGMENT_MISSING);
            }
        }
    }

    private static boolean isStopped(Trail trail) throws IOException {
        return trail.health("auditExport").equals("DOWN");
    }

    private static void call(GatewayProcess gateway) throws IOException {
        assertThat(new Http(gateway.port(), gateway.key())
                        .post("/sandbox/v1/chat/completions", "{\"model\":\"m\",\"messages\":[]}")
                        .status())
                .isEqualTo(200);
    }
}
