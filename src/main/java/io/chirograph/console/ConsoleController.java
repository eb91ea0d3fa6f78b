package io.chirograph.console;

import io.chirograph.identity.operators.Operator;
import io.chirograph.identity.operators.Role;
import io.chirograph.identity.signin.HtmlPage;
import io.chirograph.identity.signin.SignInOffered;
import io.chirograph.identity.signin.SignedIn;
import io.chirograph.identity.tokens.AuthenticationContext;
import io.chirograph.web.ConditionalOnRole;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Conditional;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/// The console's pages that say nothing of the trail: the first one, the one about the session, and files.
@ConditionalOnRole(ConditionalOnRole.AUDITOR)
@RestController
@Conditional(SignInOffered.class)
final class ConsoleController extends ConsolePage {
    private static final MediaType HTML = new MediaType(MediaType.TEXT_HTML, StandardCharsets.UTF_8);
    private final ConsoleAssets assets;

    ConsoleController(Pages pages, ConsoleAssets assets) {
        super(pages);
        this.assets = assets;
    }

    /// Leads everybody to the first page of their role.
    @GetMapping("/console")
    ResponseEntity<byte[]> home(HttpServletRequest request) {
        return ResponseEntity.status(302)
                .header("Location", Shell.home(Operator.of(request)))
                .header("Cache-Control", "no-store")
                .build();
    }

    @GetMapping("/console/session")
    ResponseEntity<byte[]> session(HttpServletRequest request) {
        Operator operator = Operator.of(request);
        SignedIn times = SignedIn.of(request).orElse(null);
        String scope = Shell.scope(operator.scope());
        Session session = new Session(
                Shown.line(operator.actor().verified().get("subject")),
                Shown.line(operator.actor().verified().get("issuer")),
                operator.roles().stream().map(Role::claim).collect(Collectors.joining(", ")),
                scope.isEmpty() ? "everything" : scope,
                factors(operator.factors()),
                times);
        return pages.page(request, "Session", "/console/session", "session", Map.of("session", session));
    }

    private static String factors(AuthenticationContext factors) {
        String named = factors.amr().isEmpty() ? "not stated" : Shown.line(String.join(", ", factors.amr()));
        return named + (factors.several() ? ", more than one factor" : "");
    }

    /// Who is signed in.
    /// @param times null for somebody who came with a token
    record Session(
            String who,
            String issuer,
            String roles,
            String scope,
            String factors,
            @Nullable SignedIn times) {}

    @GetMapping("/console/signed-out")
    ResponseEntity<String> out() {
        return ResponseEntity.ok()
                .contentType(HTML)
                .header("Content-Security-Policy", HtmlPage.POLICY)
                .header("Cache-Control", "no-store")
                .body(HtmlPage.of("You are signed out", """
            <p>The session here is over. The issuer may still know this browser, and let it in again without asking.</p>
            <p><a href="/console">Sign in</a></p>\
            """));
    }

    @GetMapping("/console/assets/{name}")
    ResponseEntity<byte[]> asset(@PathVariable String name) {
        ConsoleAssets.Asset asset = assets.find(name);
        if (asset == null) {
            return ResponseEntity.notFound().build();
        }
        return ResponseEntity.ok()
                .header("Content-Type", asset.type())
                .header("X-Content-Type-Options", "nosniff")
                .cacheControl(
                        CacheControl.maxAge(Duration.ofDays(365)).cachePublic().immutable())
                .eTag('"' + asset.tag() + '"')
                .body(asset.bytes());
    }
}
