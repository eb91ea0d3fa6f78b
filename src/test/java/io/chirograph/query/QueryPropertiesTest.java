package io.chirograph.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class QueryPropertiesTest {
    private static QueryProperties bind(Map<String, String> properties) {
        return new Binder(new MapConfigurationPropertySource(properties))
                .bindOrCreate("chirograph.query", QueryProperties.class);
    }

    @Test
    void theDefaults() {
        QueryProperties defaults = bind(Map.of());
        assertThat(defaults.poll()).isEqualTo(Duration.ofSeconds(1));
        assertThat(defaults.share()).isEqualTo(0.25);
        assertThat(defaults.keys()).isEmpty();
        assertThat(defaults.directoryIn(Path.of("d"))).isEqualTo(Path.of("d/index"));
    }

    @Test
    void everyPropertyHasItsName() {
        QueryProperties set = bind(Map.of(
                "chirograph.query.directory", "/i",
                "chirograph.query.poll", "5s",
                "chirograph.query.share", "1",
                "chirograph.query.keys", "a,b"));
        assertThat(set.directoryIn(Path.of("d"))).isEqualTo(Path.of("/i"));
        assertThat(set.poll()).isEqualTo(Duration.ofSeconds(5));
        assertThat(set.share()).isEqualTo(1);
        assertThat(set.keys()).containsExactly("a", "b");
    }

    @Test
    void badValuesAreNamed() {
        assertThatThrownBy(() -> bind(Map.of("chirograph.query.share", "0")))
                .hasRootCauseMessage("chirograph.query.share is 0.0; it must be more than 0 and at most 1");
        assertThatThrownBy(() -> bind(Map.of("chirograph.query.poll", "0s")))
                .hasRootCauseMessage("chirograph.query.poll is PT0S; it must be positive");
    }
}
