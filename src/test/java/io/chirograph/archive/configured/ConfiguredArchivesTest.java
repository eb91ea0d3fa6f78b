package io.chirograph.archive.configured;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chirograph.archive.Archive;
import io.chirograph.archive.LockMode;
import io.chirograph.archive.Retention;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

class ConfiguredArchivesTest {
    private static final Path DATA = Path.of("data");

    private static ConfiguredArchives open(Map<String, String> settings) {
        StandardEnvironment environment = new StandardEnvironment();
        Map<String, Object> variables = new HashMap<>();
        settings.forEach((name, value) -> variables.put(
                "CHIROGRAPH_" + name.replace("-", "").replace('.', '_').toUpperCase(java.util.Locale.ROOT), value));
        environment
                .getPropertySources()
                .addFirst(new SystemEnvironmentPropertySource(
                        StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, variables));
        return ConfiguredArchives.open(Binder.get(environment), DATA);
    }

    @Test
    void withoutFurtherOnesThereIsMain() {
        try (ConfiguredArchives archives = open(Map.of())) {
            assertThat(archives.all()).containsExactly(archives.main());
            assertThat(archives.main().isMain()).isTrue();
            assertThat(archives.main().required()).isTrue();
        }
    }

    @Test
    void furtherOnesHaveTheSameKeysAndComeByName() {
        try (ConfiguredArchives archives = open(Map.of(
                "archives.second.type", "s3",
                "archives.second.s3.bucket", "audit-2",
                "archives.second.s3.region", "us-east-1",
                "archives.second.retention", "P30D",
                "archives.second.required", "false",
                "archives.copy.directory", "elsewhere"))) {
            assertThat(archives.all().stream().map(ConfiguredArchive::name)).containsExactly("main", "copy", "second");
            ConfiguredArchive second = archives.named("second").orElseThrow();
            assertThat(second.required()).isFalse();
            assertThat(second.properties().retention()).isEqualTo(Duration.ofDays(30));
            assertThat(second.archive().describe().location()).isEqualTo("s3://audit-2");
            assertThat(archives.named("copy").orElseThrow().required()).isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "archives.main.directory, elsewhere, chirograph.archives.main",
        "archives.a_b.directory, elsewhere, chirograph.archives.a.directory is not set",
        "archives.eu.required, false, chirograph.archives.eu.directory is not set",
        "archives.eu.type, s3, chirograph.archives.eu.s3.bucket is not set",
        "archives.eu.lock-mode, COMPLIANCE, chirograph.archives.eu.lock-mode is COMPLIANCE",
        "archives.eu.directory, data/archive, chirograph.archives.eu is the same place as chirograph.archive",
        "archives.source.directory, elsewhere, chirograph.archives.source",
        "query.source.retention, P1D, chirograph.query.source.directory is not set",
        "query.source.type, s3, chirograph.query.source.s3.bucket is not set",
        "query.source.directory, data/archive, chirograph.query.source is the same place as chirograph.archive"
    })
    void aBadSettingIsNamed(String name, String value, String named) {
        assertThatThrownBy(() -> open(Map.of(name, value)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(named);
    }

    @Test
    void theSourceIsOnlyRead() {
        try (ConfiguredArchives archives = open(Map.of(
                "query.source.type", "s3",
                "query.source.s3.bucket", "audit-1",
                "query.source.s3.region", "us-east-1"))) {
            ConfiguredArchive source = archives.source().orElseThrow();
            assertThat(archives.audited()).isSameAs(source);
            assertThat(archives.all()).containsExactly(archives.main());
            assertThat(archives.readable()).containsExactly(archives.main(), source);
            Archive archive = source.archive();
            assertThat(archive.describe().location()).isEqualTo("s3://audit-1");
            Retention retention = source.retention().of("a", Instant.EPOCH);
            assertThatThrownBy(() -> archive.put("a", new byte[1], retention))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("s3://audit-1 is only read");
            assertThatThrownBy(() -> archive.extend("a", null, retention)).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> archive.preflight(LockMode.COMPLIANCE, Instant.EPOCH))
                    .isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void withoutASourceMainIsAudited() {
        try (ConfiguredArchives archives = open(Map.of())) {
            assertThat(archives.source()).isEmpty();
            assertThat(archives.audited()).isSameAs(archives.main());
            assertThat(archives.readable()).isEqualTo(archives.all());
        }
    }

    @Test
    void theFirstIsMain() {
        assertThatThrownBy(() -> ConfiguredArchives.of(List.of())).isInstanceOf(IllegalArgumentException.class);
    }
}
