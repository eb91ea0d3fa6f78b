package io.chirograph.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chirograph.query.questions.SavedQuestion;
import io.chirograph.query.questions.SavedQuestions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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
        assertThat(defaults.questions()).isEmpty();
        assertThat(defaults.directoryIn(Path.of("d"))).isEqualTo(Path.of("d/index"));
    }

    @Test
    void everyPropertyHasItsName() {
        QueryProperties set = bind(Map.of(
                "chirograph.query.directory", "/i",
                "chirograph.query.poll", "5s",
                "chirograph.query.share", "1",
                "chirograph.query.keys", "a,b",
                "chirograph.query.questions.q.says", "words",
                "chirograph.query.questions.q.ask", "calls?provider!=p&metadata.case=a%2Bb",
                "chirograph.query.questions.q.expect", "at-most-3",
                "chirograph.query.questions.q.last", "P1M"));
        assertThat(set.directoryIn(Path.of("d"))).isEqualTo(Path.of("/i"));
        assertThat(set.poll()).isEqualTo(Duration.ofSeconds(5));
        assertThat(set.share()).isEqualTo(1);
        assertThat(set.keys()).containsExactly("a", "b");
        assertThat(set.questions())
                .isEqualTo(Map.of(
                        "q",
                        new SavedQuestion.Settings(
                                "words", "calls?provider!=p&metadata.case=a%2Bb", "at-most-3", "P1M")));
        assertThat(SavedQuestions.of(set.questions()).byName().values())
                .extracting(SavedQuestion::parameters)
                .containsExactly(Map.of("provider!", "p", "metadata.case", "a+b"));
    }

    @Test
    void badValuesAreNamed() {
        assertThatThrownBy(() -> bind(Map.of("chirograph.query.share", "0")))
                .hasRootCauseMessage("chirograph.query.share is 0.0; it must be more than 0 and at most 1");
        assertThatThrownBy(() -> bind(Map.of("chirograph.query.poll", "0s")))
                .hasRootCauseMessage("chirograph.query.poll is PT0S; it must be positive");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ask|sums?provider=p|must be calls or events",
                "ask|calls?provider|must be filters",
                "ask|calls?from=2026-11-21T10:00:00Z|must be filters",
                "ask|calls?a=%zz|must be percent-encoded",
                "ask|calls?provider=a&provider=b|must be filters",
                "ask|calls?prvider=a|Parameter 'prvider' is unknown",
                "ask|calls?outcome=fine|'fine'",
                "expect|some|must be none, at-most-<n> or at-least-<n>",
                "expect|at-least-0|must be none",
                "expect|at-most-1001|must be none",
                "last|P1Y|must be P<n>M"
            })
    void aQuestionThatCannotBeAskedStopsTheStart(String setting, String value, String why) {
        Map<String, String> settings = new TreeMap<>(Map.of(
                "chirograph.query.questions.q.ask", "calls",
                "chirograph.query.questions.q.expect", "none"));
        settings.put("chirograph.query.questions.q." + setting, value);
        assertThatThrownBy(() -> bind(settings))
                .rootCause()
                .hasMessageContaining(why)
                .hasMessageContaining("chirograph.query.questions.q." + setting);
        assertThatThrownBy(() -> bind(Map.of("chirograph.query.questions.q.ask", "calls")))
                .hasRootCauseMessage("chirograph.query.questions.q.expect must be none, at-most-<n> or at-least-<n>, n"
                        + " from 1 to 1000, was not set");
    }
}
