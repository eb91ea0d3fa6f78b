package io.chirograph.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class RecordingPropertiesTest {
    @Test
    void defaults() {
        assertThat(bind(Map.of())).isEqualTo(new RecordingProperties(Duration.ofSeconds(60), 5, 30, 8));
    }

    @Test
    void everyNameIsRead() {
        assertThat(bind(Map.of(
                        "chirograph.recording.heartbeat", "15s",
                        "chirograph.recording.unauthenticated-per-source", "1",
                        "chirograph.recording.unauthenticated-per-minute", "2",
                        "chirograph.recording.unauthenticated-summaries", "3")))
                .isEqualTo(new RecordingProperties(Duration.ofSeconds(15), 1, 2, 3));
    }

    @ParameterizedTest
    @CsvSource({
        "heartbeat, 10ms",
        "heartbeat, 2h",
        "unauthenticated-per-source, -1",
        "unauthenticated-per-minute, 10001",
        "unauthenticated-summaries, 0"
    })
    void aValueOutOfBoundsIsNamed(String name, String value) {
        assertThatExceptionOfType(BindException.class)
                .isThrownBy(() -> bind(Map.of("chirograph.recording." + name, value)))
                .havingRootCause()
                .withMessageContaining("chirograph.recording." + name);
    }

    private static RecordingProperties bind(Map<String, String> values) {
        return new Binder(new MapConfigurationPropertySource(values))
                .bindOrCreate("chirograph.recording", RecordingProperties.class);
    }
}
