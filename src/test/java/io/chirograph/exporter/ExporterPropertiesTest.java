package io.chirograph.exporter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chirograph.exporter.keys.LogProperties;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.util.unit.DataSize;

class ExporterPropertiesTest {
    private static <T> T bind(String prefix, Class<T> type, Map<String, String> settings) {
        Map<String, String> full = new HashMap<>();
        settings.forEach((name, value) -> full.put(prefix + "." + name, value));
        return new Binder(new MapConfigurationPropertySource(full)).bindOrCreate(prefix, type);
    }

    private static ExporterProperties exporter(Map<String, String> settings) {
        return bind("chirograph.exporter", ExporterProperties.class, settings);
    }

    @Test
    void defaults() {
        assertThat(exporter(Map.of()))
                .isEqualTo(new ExporterProperties(
                        true,
                        10_000,
                        DataSize.ofMegabytes(4),
                        Duration.ofSeconds(5),
                        Duration.ofMinutes(5),
                        Duration.ofMillis(200),
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(10),
                        0,
                        DataSize.ofGigabytes(1)));
    }

    @Test
    void everyNameIsRead() {
        assertThat(exporter(Map.of(
                        "enabled", "false",
                        "max-events", "1",
                        "max-bytes", "1MB",
                        "max-age", "2s",
                        "alarm-after", "3s",
                        "retry-min", "4s",
                        "retry-max", "5s",
                        "drain", "6s",
                        "max-objects-per-day", "7",
                        "max-staged", "8MB")))
                .isEqualTo(new ExporterProperties(
                        false,
                        1,
                        DataSize.ofMegabytes(1),
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(3),
                        Duration.ofSeconds(4),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(6),
                        7,
                        DataSize.ofMegabytes(8)));
    }

    @ParameterizedTest
    @CsvSource({
        "max-events, 0",
        "max-events, 65537",
        "max-bytes, 63KB",
        "max-bytes, 65MB",
        "max-age, -1s",
        "alarm-after, 0s",
        "retry-min, 0s",
        "retry-max, 1ms",
        "drain, -1s"
    })
    void aBadValueIsNamed(String name, String value) {
        assertThatThrownBy(() -> exporter(Map.of(name, value)))
                .rootCause()
                .hasMessageContaining("chirograph.exporter." + name);
    }

    @Test
    void theLogsNames() {
        LogProperties log = bind(
                "chirograph.log",
                LogProperties.class,
                Map.of("origin", "example.com:8080/chirograph/gw-1", "signing-key", "/etc/key.pem"));
        assertThat(log)
                .isEqualTo(new LogProperties("example.com:8080/chirograph/gw-1", Path.of("/etc/key.pem"), null, null));
        LogProperties none = bind("chirograph.log", LogProperties.class, Map.of());
        assertThatThrownBy(none::requiredOrigin).hasMessageContaining("chirograph.log.origin is not set");
        assertThatThrownBy(none::requiredSigningKey).hasMessageContaining("chirograph.log.signing-key is not set");
        for (String bad : new String[] {"https://example.com/a", "example.com", "example.com/a b", "/a", "a/../b/"}) {
            assertThatThrownBy(() -> new LogProperties(bad, null, null, null))
                    .hasMessageContaining("chirograph.log.origin");
        }
    }
}
