package io.chirograph.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.event.value.Actor;
import io.chirograph.identity.operators.AuditScope;
import io.chirograph.identity.operators.Operator;
import io.chirograph.identity.operators.Role;
import io.chirograph.identity.signin.SignedIn;
import io.chirograph.identity.tokens.AuthenticationContext;
import io.chirograph.web.clientaddress.ClientAddress;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.springframework.security.web.csrf.DefaultCsrfToken;

/// What the page says, and that nothing in it becomes markup.
class HomePageTest {
    private static Operator operator(String subject, AuditScope scope) {
        return new Operator(
                new Actor(new TreeMap<>(Map.of("subject", subject, "issuer", "https://idp.example")), new TreeMap<>()),
                EnumSet.of(Role.AUDITOR, Role.PAYLOAD_READER),
                scope,
                null,
                new AuthenticationContext(List.of("pwd", "mfa"), null, true),
                ClientAddress.direct("127.0.0.1"));
    }

    @Test
    void itSaysWhoIsSignedInAndSignsOut() {
        Instant since = Instant.parse("2026-01-02T03:04:05Z");
        String page = HomePage.of(
                operator("ann", new AuditScope(new TreeSet<>(List.of("acme", "beta")), null)),
                Optional.of(new SignedIn(since, since.plusSeconds(3600))),
                new DefaultCsrfToken("X", "_csrf", "token-1"));
        assertThat(page)
                .contains("<dd>ann</dd>", "https://idp.example", "auditor, payload-reader")
                .contains("calls of the tenants acme, beta", "(pwd, mfa), with more than one factor")
                .contains("2 January 2026, 03:04:05 UTC", "datetime=\"2026-01-02T04:04:05Z\"")
                .contains(
                        "<form method=\"post\" action=\"/console/sign-out\">",
                        "value=\"token-1\"",
                        "<a href=\"/console/verify.html\">",
                        "<html lang=\"en\">");
    }

    @Test
    void aNameIsNoMarkup() {
        String page = HomePage.of(operator("<img src=x onerror='1'>\"", AuditScope.ALL), Optional.empty(), null);
        assertThat(page).contains("&lt;img src=x").contains("everything").doesNotContain("<img", "<form", "http-equiv");
    }
}
