package io.chirograph.accesslog;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.accesslog.format.LogFormat;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.health.contributor.Status;

/// What health and metrics say of direct reads.
class DirectReadsTest {
    private final LogBucket bucket = new LogBucket();
    private final Follow follow = new Follow();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    private DirectReads reads(Path directory) {
        LogSource source = new LogObjects(bucket, LogFormat.S3_SERVER, Duration.ofDays(2), follow.clock);
        DirectReads reads = new DirectReads(List.of("main", "copy"), List.of(follow.open(source, directory)));
        reads.bindTo(registry);
        return reads;
    }

    private double gauge(String name) {
        return registry.get("chirograph.accesslog." + name)
                .tag("archive", "main")
                .gauge()
                .value();
    }

    @Test
    void anArchiveWhoseLogNobodyFollowsIsUnrecordedAndNoReasonForDown() {
        DirectReads none = new DirectReads(List.of("main"), List.of());
        assertThat(none.health().getStatus()).isEqualTo(Status.UP);
        assertThat(none.health().getDetails()).isEqualTo(Map.of("main", Map.of("directReads", "unrecorded")));
    }

    @Test
    void aFollowerSaysHowFarItIsAndIsDownWhenThatIsTooFarBehind(@TempDir Path directory) {
        bucket.put(
                "2026-11-30-19-17-32-0123456789ABCDEF",
                "o audit [30/Nov/2026:19:10:00 +0000] 192.0.2.9 mallory R REST.DELETE.OBJECT prod/gw/1 \"-\" 204\nx\n");
        try (DirectReads reads = reads(directory)) {
            reads.followers().getFirst().run();
            assertThat(reads.health().getStatus()).isEqualTo(Status.UP);
            assertThat(String.valueOf(reads.health().getDetails().get("main")))
                    .contains(
                            "directReads=recorded",
                            "source=s3-server",
                            "followedTo=2026-11-30T19:10:00Z",
                            "lagSeconds=3000");
            assertThat(reads.health().getDetails().get("copy")).isEqualTo(Map.of("directReads", "unrecorded"));
            assertThat(gauge("lag.seconds")).isEqualTo(3000);
            assertThat(gauge("behind")).isZero();
            for (String counter : List.of("others", "changes", "bad.lines")) {
                assertThat(registry.get("chirograph.accesslog." + counter)
                                .functionCounter()
                                .count())
                        .as(counter)
                        .isEqualTo(1);
            }
            follow.clock.advance(Duration.ofHours(24));
            assertThat(reads.health().getStatus()).isEqualTo(Status.DOWN);
            assertThat(gauge("behind")).isEqualTo(1);
            assertThat(String.valueOf(reads.health().getDetails().get("main"))).contains("directReads=unrecorded");
        }
    }
}
