package io.chirograph.archive.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chirograph.archive.s3.S3Settings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class AccessLogPropertiesTest {
    private static ArchiveProperties bind(Map<String, String> log) {
        Map<String, String> all = new HashMap<>(Map.of(
                "chirograph.archive.type",
                "s3",
                "chirograph.archive.s3.bucket",
                "audit",
                "chirograph.archive.s3.endpoint",
                "https://s3.example.com",
                "chirograph.archive.s3.region",
                "eu-1",
                "chirograph.archive.s3.access-key-id",
                "id",
                "chirograph.archive.s3.secret-access-key",
                "secret"));
        log.forEach((name, value) -> all.put("chirograph.archive.access-log." + name, value));
        return new Binder(new MapConfigurationPropertySource(all))
                .bindOrCreate("chirograph.archive", ArchiveProperties.class);
    }

    private static AccessLogProperties log(Map<String, String> log) {
        return Objects.requireNonNull(bind(log).accessLog());
    }

    @Test
    void nothingIsFollowedUnlessItIsAskedFor() {
        assertThat(bind(Map.of()).accessLog()).isNull();
    }

    @Test
    void everyDefaultIsAsDocumented() {
        AccessLogProperties log = log(Map.of("type", "s3-server", "bucket", "audit-log"));
        assertThat(log.poll()).isEqualTo(Duration.ofMinutes(1));
        assertThat(log.summariseEvery()).isEqualTo(Duration.ofHours(1));
        assertThat(log.window()).isEqualTo(Duration.ofDays(2));
        assertThat(log.behindAfter()).isEqualTo(Duration.ofHours(24));
        assertThat(log.perMinute()).isEqualTo(60);
        assertThat(log.perObject()).isEqualTo(5);
        assertThat(log.principals()).isEmpty();
        assertThat(log(Map.of("type", "cloudtrail", "bucket", "audit-log")).behindAfter())
                .isEqualTo(Duration.ofHours(2));
    }

    @Test
    void everyNameIsRead() {
        AccessLogProperties log = log(Map.ofEntries(
                Map.entry("type", "cloudtrail"),
                Map.entry("bucket", "audit-log"),
                Map.entry("prefix", "trail"),
                Map.entry("region", "eu-2"),
                Map.entry("credentials-file", "reader"),
                Map.entry("principals", "a,b*"),
                Map.entry("poll", "5s"),
                Map.entry("summarise-every", "2m"),
                Map.entry("window", "3h"),
                Map.entry("alarm-after", "4h"),
                Map.entry("per-minute", "7"),
                Map.entry("per-object", "6")));
        assertThat(log)
                .isEqualTo(new AccessLogProperties(
                        AccessLogProperties.Type.CLOUDTRAIL,
                        "audit-log",
                        "trail",
                        "eu-2",
                        Path.of("reader"),
                        List.of(),
                        List.of("a", "b*"),
                        Duration.ofSeconds(5),
                        Duration.ofMinutes(2),
                        Duration.ofHours(3),
                        Duration.ofHours(4),
                        7,
                        6));
        assertThat(log(Map.of("type", "ceph-ops", "files", "a.log,b.log")).files())
                .containsExactly(Path.of("a.log"), Path.of("b.log"));
    }

    @Test
    void theLogsBucketIsAskedAsTheArchivesIsUnlessSaidOtherwise() {
        S3Settings archive = Objects.requireNonNull(bind(Map.of()).s3());
        S3Settings same =
                log(Map.of("type", "cloudtrail", "bucket", "audit-log")).in(archive);
        assertThat(same)
                .isEqualTo(new S3Settings(
                        "audit-log", "", "https://s3.example.com", "eu-1", true, "id", "secret", null, null, null));
        S3Settings other = log(Map.of(
                        "type", "cloudtrail", "bucket", "audit-log", "region", "eu-2", "credentials-file", "reader"))
                .in(archive);
        assertThat(other)
                .isEqualTo(new S3Settings(
                        "audit-log",
                        "",
                        "https://s3.example.com",
                        "eu-2",
                        true,
                        null,
                        null,
                        null,
                        null,
                        Path.of("reader")));
    }

    @ParameterizedTest
    @CsvSource({
        "poll, 1ms",
        "poll, 2h",
        "summarise-every, 1s",
        "summarise-every, 2d",
        "window, 1m",
        "window, 30d",
        "alarm-after, 1s",
        "per-minute, 0",
        "per-minute, 10001",
        "per-object, 0",
        "per-object, 61",
        "files, a.log",
        "bucket, b",
        "prefix, /a"
    })
    void aBadValueIsNamed(String name, String value) {
        Map<String, String> log = new HashMap<>(Map.of("type", "cloudtrail", "bucket", "audit-log"));
        log.put(name, value);
        assertThatThrownBy(() -> bind(log)).rootCause().hasMessageContaining("chirograph.archive.access-log." + name);
    }

    @Test
    void whatDoesNotGoTogetherIsRefused() {
        assertThatThrownBy(() -> bind(Map.of("bucket", "audit-log")))
                .rootCause()
                .hasMessageContaining("chirograph.archive.access-log.type is not set");
        assertThatThrownBy(() -> bind(Map.of("type", "s3-server")))
                .rootCause()
                .hasMessageContaining("access-log.bucket is null");
        assertThatThrownBy(() -> bind(Map.of("type", "ceph-ops")))
                .rootCause()
                .hasMessageContaining("access-log.files is []");
        assertThatThrownBy(() -> new Binder(new MapConfigurationPropertySource(Map.of(
                                "chirograph.archive.access-log.type", "ceph-ops",
                                "chirograph.archive.access-log.files", "a.log")))
                        .bindOrCreate("chirograph.archive", ArchiveProperties.class))
                .rootCause()
                .hasMessageContaining("chirograph.archive.access-log is set, but chirograph.archive.type is DIRECTORY");
    }
}
