package io.chirograph.identity.signin;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.SettableClock;
import jakarta.servlet.SessionCookieConfig;
import jakarta.servlet.http.HttpSession;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.mock.web.MockHttpSession;
import org.springframework.mock.web.MockServletContext;

/// How many sessions there are, and what their cookies are like.
class BrowserSessionsTest {
    private final SettableClock clock = new SettableClock(Instant.parse("2026-01-01T00:00:00Z"));
    private final BrowserSessions sessions = new BrowserSessions(
            new SignInProperties(
                    null, null, null, null, null, List.of(), Duration.ofMinutes(30), Duration.ofHours(8), 2),
            clock);

    private HttpSession open() {
        MockHttpServletRequest request = new MockHttpServletRequest();
        sessions.begin(request, clock.instant().plus(Duration.ofDays(1)));
        clock.advance(Duration.ofSeconds(1));
        return Objects.requireNonNull(request.getSession(false));
    }

    @Test
    void oneMoreThanThereMayBeEndsTheOneThatIsIdleLongest() {
        HttpSession first = open();
        HttpSession second = open();
        assertThat(sessions.use(first)).isNotNull();
        HttpSession third = open();
        assertThat(sessions.use(second)).isNull();
        assertThat(((MockHttpSession) second).isInvalid()).isTrue();
        assertThat(sessions.use(first)).isNotNull();
        assertThat(sessions.use(third)).isNotNull();
    }

    @Test
    void thoseThatAreOverMakeRoomFirst() {
        HttpSession first = open();
        clock.advance(Duration.ofMinutes(29));
        HttpSession second = open();
        clock.advance(Duration.ofMinutes(1));
        HttpSession third = open();
        assertThat(sessions.use(first)).isNull();
        assertThat(sessions.use(second)).isNotNull();
        MockHttpServletRequest out = new MockHttpServletRequest();
        out.setSession(third);
        sessions.end(out);
        assertThat(sessions.use(third)).isNull();
        assertThat(((MockHttpSession) third).isInvalid()).isTrue();
    }

    @Test
    void aSessionThatNoSignInBeganIsEnded() {
        MockHttpSession session = new MockHttpSession();
        assertThat(sessions.use(session)).isNull();
        assertThat(session.isInvalid()).isTrue();
    }

    @Test
    void bothCookiesLeaveTheMachineOverTlsAlone() {
        MockServletContext container = new MockServletContext();
        new BrowserCookies(true).onStartup(container);
        SessionCookieConfig session = container.getSessionCookieConfig();
        assertThat(session.getName()).isEqualTo("__Host-chirograph-session");
        assertThat(session.isSecure() && session.isHttpOnly()).isTrue();
        assertThat(session.getPath()).isEqualTo("/");
        assertThat(session.getAttribute("SameSite")).isEqualTo("Lax");
        MockHttpServletResponse response = new MockHttpServletResponse();
        new BrowserCookies(true).set(response, BrowserCookies.PENDING, "x", Duration.ofSeconds(-1));
        assertThat(response.getHeader("Set-Cookie"))
                .isEqualTo("__Host-chirograph-sign-in=x; Path=/; Secure; HttpOnly; SameSite=Lax");
    }
}
