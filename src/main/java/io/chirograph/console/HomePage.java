package io.chirograph.console;

import io.chirograph.identity.operators.AuditScope;
import io.chirograph.identity.operators.Operator;
import io.chirograph.identity.operators.Role;
import io.chirograph.identity.signin.HtmlPage;
import io.chirograph.identity.signin.SignedIn;
import io.chirograph.identity.tokens.AuthenticationContext;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.security.web.csrf.CsrfToken;

/// The page that says who is signed in, with which roles and for what.
final class HomePage {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
                    "d MMMM uuuu, HH:mm:ss 'UTC'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private HomePage() {}

    /// @param session empty for somebody who came with a token
    /// @param form what the form to sign out brings along; null without a session
    static String of(Operator operator, Optional<SignedIn> session, @Nullable CsrfToken form) {
        StringBuilder main = new StringBuilder("<dl>\n");
        fact(main, "Who", operator.actor().verified().getOrDefault("subject", "unknown"));
        fact(main, "Issuer", operator.actor().verified().getOrDefault("issuer", "unknown"));
        fact(main, "Roles", operator.roles().stream().map(Role::claim).collect(Collectors.joining(", ")));
        fact(main, "May see", scope(operator.scope()));
        fact(main, "Signed in by", method(session.isPresent(), operator.factors()));
        session.ifPresent(times -> {
            time(main, "Since", times.since());
            time(main, "At the latest until", times.until());
        });
        main.append("</dl>\n<p><a href=\"/console/verify.html\">Verify evidence in this browser</a></p>\n");
        if (session.isPresent() && form != null) {
            main.append("""
                <form method="post" action="/console/sign-out">
                <input type="hidden" name="%s" value="%s">
                <button type="submit">Sign out</button>
                </form>\
                """.formatted(HtmlPage.text(form.getParameterName()), HtmlPage.text(form.getToken())));
        }
        return HtmlPage.of("Signed in", main.toString());
    }

    private static String scope(AuditScope scope) {
        List<String> parts = new ArrayList<>();
        limits(parts, "calls of the tenants ", scope.tenants());
        limits(parts, "the logs ", scope.logs());
        return parts.isEmpty() ? "everything" : String.join("; ", parts);
    }

    private static void limits(List<String> parts, String of, @Nullable SortedSet<String> values) {
        if (values != null) {
            parts.add(of + String.join(", ", values));
        }
    }

    private static String method(boolean isBrowser, AuthenticationContext factors) {
        String way = isBrowser ? "browser, at the issuer" : "token";
        String shown = factors.amr().isEmpty() ? "" : " (" + String.join(", ", factors.amr()) + ")";
        return way + shown + (factors.several() ? ", with more than one factor" : "");
    }

    private static void fact(StringBuilder main, String name, String value) {
        main.append("<dt>%s</dt><dd>%s</dd>\n".formatted(name, HtmlPage.text(value)));
    }

    private static void time(StringBuilder main, String name, Instant at) {
        main.append("<dt>%s</dt><dd><time datetime=\"%s\">%s</time></dd>\n".formatted(name, at, TIME.format(at)));
    }
}
