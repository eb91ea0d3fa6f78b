package io.chirograph.policy.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chirograph.policy.model.InvalidPolicy;
import io.chirograph.policy.model.Limit;
import io.chirograph.policy.model.LimitWindow;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Limits as a policy writes them, and where their windows begin and end.
class LimitTextTest {
    private static List<Limit> limits(String yaml) throws InvalidPolicy {
        return PolicyText.parse("version: 1\nlimits:\n" + yaml.indent(2), null)
                .policy()
                .limits();
    }

    @Test
    void aLimitSaysEverything() throws Exception {
        Limit limit = limits("""
            - id: team-month
              when: {teams: [research], operations: [inference]}
              models: ['gpt-*']
              per: [team, metadata.case, key, session]
              requests: 10
              tokens: 20
              input-tokens: 30
              output-tokens: 40
              cost: 12.50
              concurrency: 5
              window: month
              zone: Europe/Zurich
              warn: [95, 50]
              mode: warn-only
            """).getFirst();
        assertThat(limit.per()).containsExactly("key", "metadata.case", "session", "team");
        assertThat(limit.requests()).isEqualTo(10);
        assertThat(limit.inputTokens()).isEqualTo(30);
        assertThat(limit.cost()).isEqualTo(new BigDecimal("12.50"));
        assertThat(limit.zone()).isEqualTo(ZoneId.of("Europe/Zurich"));
        assertThat(limit.warn()).containsExactly(50L, 95L);
        assertThat(limit.refuses()).isFalse();
        assertThat(limits("- {id: a, requests: 1, window: PT10S}").getFirst().refuses())
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        - {requests: 1, window: day}                                | has no 'id'
        - {id: a, window: day}                                      | limits nothing
        - {id: a, requests: 1}                                      | has no 'window'
        - {id: a, requests: 0, window: day}                         | requests is '0'
        - {id: a, tokens: -1, window: day}                          | tokens is '-1'
        - {id: a, tokens: 1.5, window: day}                         | tokens is '1.5'
        - {id: a, cost: 0, window: day}                             | cost is '0'
        - {id: a, cost: 1e9, window: day}                           | cost is '1e9'
        - {id: a, requests: 1, window: PT0.5S}                      | window is 'PT0.5S'
        - {id: a, requests: 1, window: P32D}                        | window is 'P32D'
        - {id: a, requests: 1, window: year}                        | window is 'year'
        - {id: a, requests: 1, window: day, zone: Mars/Base}        | zone is 'Mars/Base'
        - {id: a, requests: 1, window: day, per: [keys]}            | has 'keys'
        - {id: a, requests: 1, window: day, warn: [0]}              | has '0'
        - {id: a, requests: 1, window: day, warn: [101]}            | has '101'
        - {id: a, requests: 1, window: day, mode: maybe}            | mode is 'maybe'
        - {id: a, requests: 1, window: day, on: refuse}             | is not known
        - {id: a, requests: 1, window: day, when: {data-class: x}}  | none of data-classes
        """)
    void whatIsNoLimitIsRefusedWithItsPlace(String yaml, String problem) {
        assertThatThrownBy(() -> limits(yaml)).isInstanceOf(InvalidPolicy.class).hasMessageContaining(problem);
    }

    @Test
    void idsAreOnesOwnAndThereAreNotTooMany() {
        assertThatThrownBy(() -> limits("- {id: a, concurrency: 1}\n- {id: a, concurrency: 2}"))
                .hasMessageContaining("which another limit has");
        StringBuilder many = new StringBuilder();
        for (int i = 0; i <= Limit.MOST; i++) {
            many.append("- {id: l").append(i).append(", concurrency: 1}\n");
        }
        assertThatThrownBy(() -> limits(many.toString())).hasMessageContaining("at most 32");
    }

    /// Europe/Zurich goes to summer time on 29 March 2026 at 01:00Z and back on 25 October at 01:00Z.
    @ParameterizedTest
    @CsvSource({
        "day, Europe/Zurich, 2026-03-29T10:00:00Z, 2026-03-28T23:00:00Z, 2026-03-29T22:00:00Z",
        "day, Europe/Zurich, 2026-10-25T10:00:00Z, 2026-10-24T22:00:00Z, 2026-10-25T23:00:00Z",
        "hour, Europe/Zurich, 2026-10-25T00:30:00Z, 2026-10-25T00:00:00Z, 2026-10-25T01:00:00Z",
        "hour, Europe/Zurich, 2026-10-25T01:30:00Z, 2026-10-25T01:00:00Z, 2026-10-25T02:00:00Z",
        "hour, Asia/Kolkata, 2026-10-25T01:10:00Z, 2026-10-25T00:30:00Z, 2026-10-25T01:30:00Z",
        "week, UTC, 2026-11-29T23:59:59Z, 2026-11-23T00:00:00Z, 2026-11-30T00:00:00Z",
        "month, UTC, 2026-02-10T00:00:00Z, 2026-02-01T00:00:00Z, 2026-03-01T00:00:00Z",
        "month, UTC, 2028-02-29T12:00:00Z, 2028-02-01T00:00:00Z, 2028-03-01T00:00:00Z",
        "P1M, Europe/Zurich, 2026-03-31T22:30:00Z, 2026-03-31T22:00:00Z, 2026-04-30T22:00:00Z",
        "minute, UTC, 2026-02-10T00:00:59.999Z, 2026-02-10T00:00:00Z, 2026-02-10T00:01:00Z",
        "second, UTC, 2026-02-10T00:00:59.999Z, 2026-02-10T00:00:59Z, 2026-02-10T00:01:00Z",
        "PT10S, Europe/Zurich, 2026-02-10T00:00:59Z, 2026-02-10T00:00:50Z, 2026-02-10T00:01:00Z",
        "day, America/Sao_Paulo, 2018-11-04T12:00:00Z, 2018-11-04T03:00:00Z, 2018-11-05T02:00:00Z",
    })
    void windowsAreThoseOfTheZonesCalendar(String window, String zone, Instant at, Instant from, Instant until) {
        LimitWindow of = LimitWindow.of(window);
        assertThat(of.from(at, ZoneId.of(zone))).isEqualTo(from);
        assertThat(of.until(from, ZoneId.of(zone))).isEqualTo(until);
        assertThat(of.from(until, ZoneId.of(zone))).isEqualTo(until);
        assertThat(of.from(until.minusMillis(1), ZoneId.of(zone))).isEqualTo(from);
    }
}
