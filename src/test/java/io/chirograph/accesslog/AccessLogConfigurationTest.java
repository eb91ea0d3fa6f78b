package io.chirograph.accesslog;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.SettableClock;
import io.chirograph.archive.configured.ConfiguredArchives;
import io.chirograph.monitor.RecordedChecks;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/// Which archives are followed, by the configuration.
class AccessLogConfigurationTest {
    @TempDir
    private Path directory;

    private DirectReads reads(Map<String, String> more) {
        Map<String, String> settings = new HashMap<>(Map.of(
                "chirograph.archive.type",
                "s3",
                "chirograph.archive.s3.bucket",
                "audit",
                "chirograph.archive.s3.endpoint",
                "http://127.0.0.1:1",
                "chirograph.archives.copy.directory",
                directory.resolve("copy").toString()));
        settings.putAll(more);
        ConfiguredArchives archives =
                ConfiguredArchives.open(new Binder(new MapConfigurationPropertySource(settings)), directory);
        return new AccessLogConfiguration()
                .directReads(archives, new RecordedChecks(), new SettableClock(Follow.NOW), directory);
    }

    @Test
    void nothingIsFollowedUnlessItIsConfigured() {
        try (DirectReads reads = reads(Map.of())) {
            assertThat(reads.followers()).isEmpty();
            assertThat(reads.archives()).containsExactly("main", "copy");
        }
    }

    @Test
    void eachArchiveHasItsOwnLog() {
        try (DirectReads reads = reads(Map.of(
                "chirograph.archive.access-log.type", "cloudtrail",
                "chirograph.archive.access-log.bucket", "trail",
                "chirograph.archives.further.type", "s3",
                "chirograph.archives.further.s3.bucket", "further",
                "chirograph.archives.further.s3.endpoint", "http://127.0.0.1:1",
                "chirograph.archives.further.access-log.type", "ceph-ops",
                "chirograph.archives.further.access-log.files", "ops.log"))) {
            assertThat(reads.followers().stream()
                            .map(one -> one.standing().facts().get("source")))
                    .containsExactly("cloudtrail", "ceph-ops");
            assertThat(reads.followers().stream().map(one -> one.standing().archive()))
                    .containsExactly("main", "further");
        }
    }

    /// Before the archive was asked for the first time nobody knows what its credential is called.
    @Test
    void nothingIsReadBeforeItIsKnownWhoWeAre() {
        try (DirectReads reads = reads(Map.of(
                "chirograph.archive.access-log.type",
                "ceph-ops",
                "chirograph.archive.access-log.files",
                directory.resolve("none").toString()))) {
            Follower follower = reads.followers().getFirst();
            assertThat(follower.run()).hasSeconds(1);
            assertThat(follower.standing().facts()).doesNotContainKey("lastFailure");
        }
    }
}
