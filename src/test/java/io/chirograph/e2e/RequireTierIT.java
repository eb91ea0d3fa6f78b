package io.chirograph.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.faults.FaultProxy;
import io.chirograph.rgw.RgwServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The packaged gateway with `chirograph.archive.require-tier`, on a real bucket that has no Object Lock.
class RequireTierIT {
    @TempDir
    Path directory;

    private static String[] archive(RgwServer rgw, String bucket, String endpoint) {
        return new String[] {
            "--chirograph.archive.type=s3",
            "--chirograph.archive.require-tier=COMPLIANCE",
            "--chirograph.archive.s3.bucket=" + bucket,
            "--chirograph.archive.s3.endpoint=" + endpoint,
            "--chirograph.archive.s3.access-key-id=" + rgw.accessKey("ADMIN"),
            "--chirograph.archive.s3.secret-access-key=" + rgw.secretKey("ADMIN"),
            "--chirograph.monitor.retry=300ms"
        };
    }

    @Test
    void aStoreWithoutLocksStopsTheStartAndSaysWhy() throws Exception {
        RgwServer rgw = RgwServer.shared();
        String bucket = rgw.createBucket(false);
        List<String> arguments = new ArrayList<>(Arrays.asList(archive(rgw, bucket, rgw.endpoint())));
        arguments.add("--chirograph.environment=development");
        arguments.add("--server.port=0");
        arguments.add("--management.server.port=0");
        Commands.Result started = Commands.process(directory, Map.of(), arguments.toArray(String[]::new));
        assertThat(started.exit()).as(started.output()).isEqualTo(2);
        assertThat(started.output())
                .contains(
                        "chirograph: Cannot run: the locks of s3://" + bucket + " were found to be worth \"none\", and"
                                + " chirograph.archive.require-tier is \"COMPLIANCE\"")
                .doesNotContain("\tat ");
    }

    @Test
    void aStoreThatIsAwayStopsNothingUntilItAnswersAndHasNoLocks() throws Exception {
        RgwServer rgw = RgwServer.shared();
        String bucket = rgw.createBucket(false);
        try (var cable = new FaultProxy(rgw.port())) {
            cable.cut();
            try (var gateway = GatewayProcess.start(directory, archive(rgw, bucket, cable.endpoint()))) {
                var http = new Http(gateway.port(), gateway.key());
                assertThat(http.post("/sandbox/v1/chat/completions", "{\"model\":\"m\",\"messages\":[]}")
                                .status())
                        .isEqualTo(200);
                cable.mend();
                Awaitility.await("the process ends")
                        .atMost(Duration.ofMinutes(2))
                        .until(() -> !gateway.process().isAlive());
                assertThat(gateway.process().exitValue()).isEqualTo(2);
                assertThat(Files.readString(directory.resolve("gateway.out"))).contains("Cannot run: the locks of");
            }
        }
    }
}
