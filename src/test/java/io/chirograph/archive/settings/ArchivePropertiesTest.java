package io.chirograph.archive.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chirograph.archive.ArchiveDescription;
import io.chirograph.archive.LockMode;
import io.chirograph.archive.ObjectLock;
import io.chirograph.archive.Retention;
import io.chirograph.archive.Unclassed;
import io.chirograph.archive.s3.S3Settings;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class ArchivePropertiesTest {
    private static ArchiveProperties bind(Map<String, String> settings) {
        Map<String, String> full = new HashMap<>();
        settings.forEach((name, value) -> full.put("chirograph.archive." + name, value));
        return new Binder(new MapConfigurationPropertySource(full))
                .bindOrCreate("chirograph.archive", ArchiveProperties.class);
    }

    @Test
    void withoutSettingsItIsADirectoryBelowTheData() {
        ArchiveProperties properties = bind(Map.of());
        assertThat(properties.directoryIn(Path.of("data"))).isEqualTo(Path.of("data/archive"));
        assertThat(properties)
                .isEqualTo(new ArchiveProperties(
                        ArchiveProperties.Type.DIRECTORY, null, null, LockMode.NONE, Duration.ofDays(400), null, null));
        assertThat(properties.suffices((ObjectLock) null)).isTrue();
    }

    @Test
    void everyNameOfABucketIsRead() {
        ArchiveProperties properties = bind(Map.ofEntries(
                Map.entry("type", "s3"),
                Map.entry("s3.bucket", "audit"),
                Map.entry("s3.prefix", "eu/prod"),
                Map.entry("s3.endpoint", "https://s3.example.com:9000"),
                Map.entry("s3.region", "eu-central-1"),
                Map.entry("s3.path-style", "false"),
                Map.entry("s3.access-key-id", "id"),
                Map.entry("s3.secret-access-key", "secret"),
                Map.entry("s3.sse", "aws:kms"),
                Map.entry("s3.sse-kms-key-id", "key"),
                Map.entry("lock-mode", "governance"),
                Map.entry("retention", "P30D"),
                Map.entry("require-tier", "governance")));
        assertThat(properties.s3())
                .isEqualTo(new S3Settings(
                        "audit",
                        "eu/prod",
                        "https://s3.example.com:9000",
                        "eu-central-1",
                        false,
                        "id",
                        "secret",
                        "aws:kms",
                        "key",
                        null));
        assertThat(Unclassed.retention(properties).of("gw/events/dt=1970-01-01/1", Instant.EPOCH))
                .isEqualTo(new Retention(LockMode.GOVERNANCE, Instant.EPOCH.plus(Duration.ofDays(30))));
        assertThat(properties.suffices((ObjectLock) null)).isFalse();
        assertThat(properties.suffices(new ObjectLock("a", null, LockMode.COMPLIANCE, null, false)))
                .isTrue();
    }

    @Test
    void aBucketsOwnLockIsProvenByThePreflightAlone() {
        ArchiveProperties properties =
                bind(Map.of("type", "s3", "s3.bucket", "audit", "lock-mode", "none", "require-tier", "bucket-lock"));
        assertThat(properties.suffices((ObjectLock) null)).isTrue();
        assertThat(properties.suffices(new ArchiveDescription("s3", "s3://audit", "unknown")))
                .isTrue();
        assertThat(properties.suffices(new ArchiveDescription("s3", "s3://audit", "bucket-lock")))
                .isTrue();
        assertThat(properties.suffices(new ArchiveDescription("s3", "s3://audit", "none")))
                .isFalse();
    }

    @Test
    void aBucketIsHeldInComplianceModeUnlessSaidOtherwise() {
        assertThat(bind(Map.of("type", "s3", "s3.bucket", "audit")).lockMode()).isEqualTo(LockMode.COMPLIANCE);
    }

    @ParameterizedTest
    @CsvSource({
        "retention, PT1H, chirograph.archive.retention",
        "type, s3, chirograph.archive.s3.bucket",
        "s3.region, eu-1, chirograph.archive.s3.bucket",
        "lock-mode, COMPLIANCE, chirograph.archive.lock-mode",
        "require-tier, COMPLIANCE, chirograph.archive.require-tier"
    })
    void aBadValueIsNamed(String name, String value, String named) {
        assertThatThrownBy(() -> bind(Map.of(name, value)))
                .isInstanceOf(BindException.class)
                .rootCause()
                .hasMessageContaining(named);
    }

    @ParameterizedTest
    @CsvSource({
        "prefix, /a",
        "prefix, a//b",
        "prefix, a b",
        "endpoint, example.com",
        "endpoint, http://h/path",
        "access-key-id, x",
        "secret-access-key, x",
        "sse, DES",
        "sse-kms-key-id, k"
    })
    void aBadBucketSettingIsNamed(String name, String value) {
        assertThatThrownBy(() -> bind(Map.of("type", "s3", "s3.bucket", "audit", "s3." + name, value)))
                .rootCause()
                .hasMessageContaining("chirograph.archive.s3.")
                .hasMessageContaining(name);
    }
}
