package io.chirograph.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.SettableClock;
import io.chirograph.event.Actor;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletResponse;

/// How many sessions there are, and what their cookies are like.
class BrowserSessionsTest {
    private final SettableClock clock = new SettableClock(Instant.parse("2026-01-01T00:00:00Z"));
    private final BrowserSessions sessions = new BrowserSessions(
            new IdentityProperties.SignIn(
                    null, null, null, null, null, List.of(), Duration.ofMinutes(30), Duration.ofHours(8), 2),
            clock);

    private String open() {
        Operator ann = new Operator(
                new Actor(new TreeMap<>(Map.of("subject", "ann")), new TreeMap<>()),
                EnumSet.of(Role.AUDITOR),
                Scope.ALL,
                null,
                new Factors(List.of(), null, false),
                Source.direct("127.0.0.1"));
        BrowserSessions.Begun begun = sessions.begin(
                new OperatorReader.Read(ann, null), clock.instant().plus(Duration.ofDays(1)));
        assertThat(sessions.use(begun.id()))
                .as("nothing opens before it is on record")
                .isEmpty();
        sessions.open(begun.session());
        clock.advance(Duration.ofSeconds(1));
        return begun.id();
    }

    @Test
    void oneMoreThanThereMayBeEndsTheOneThatIsIdleLongest() {
        String first = open();
        String second = open();
        assertThat(sessions.use(first)).isPresent();
        String third = open();
        assertThat(sessions.use(second)).isEmpty();
        assertThat(sessions.use(first)).isPresent();
        assertThat(sessions.use(third)).isPresent();
    }

    @Test
    void thoseThatAreOverMakeRoomFirst() {
        String first = open();
        clock.advance(Duration.ofMinutes(29));
        String second = open();
        clock.advance(Duration.ofMinutes(1));
        String third = open();
        assertThat(sessions.use(first)).isEmpty();
        assertThat(sessions.use(second)).isPresent();
        sessions.end(third);
        assertThat(sessions.use(third)).isEmpty();
    }

    @Test
    void aCookieLeavesTheMachineOverTlsAlone() {
        MockHttpServletResponse response = new MockHttpServletResponse();
        new BrowserCookies(true).set(response, BrowserCookies.SESSION, "x", Duration.ofSeconds(-1));
        assertThat(response.getHeader("Set-Cookie"))
                .isEqualTo("__Host-chirograph-session=x; Path=/; Secure; HttpOnly; SameSite=Lax");
    }
}
