package io.chirograph.console;

import io.chirograph.identity.operators.Operator;
import io.chirograph.identity.signin.HtmlPage;
import io.chirograph.identity.signin.SignInConfigured;
import io.chirograph.identity.signin.SignedIn;
import io.chirograph.web.ConditionalOnRole;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import org.springframework.context.annotation.Conditional;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/// The console's pages, where people sign in by browser: who is signed in, and that somebody has signed out.
@ConditionalOnRole(ConditionalOnRole.AUDITOR)
@RestController
@Conditional(SignInConfigured.class)
class ConsoleController {
    private static final MediaType HTML = new MediaType(MediaType.TEXT_HTML, StandardCharsets.UTF_8);

    @GetMapping("/console")
    ResponseEntity<String> home(HttpServletRequest request) {
        CsrfToken form = (CsrfToken) request.getAttribute(CsrfToken.class.getName());
        return page(HomePage.of(Operator.of(request), SignedIn.of(request), form));
    }

    @GetMapping("/console/signed-out")
    ResponseEntity<String> out() {
        return page(HtmlPage.of("You are signed out", """
            <p>The session here is over. The issuer may still know this browser, and let it in again without asking.</p>
            <p><a href="/console">Sign in</a></p>\
            """));
    }

    private static ResponseEntity<String> page(String page) {
        return ResponseEntity.ok()
                .contentType(HTML)
                .header("Content-Security-Policy", HtmlPage.POLICY)
                .header("Cache-Control", "no-store")
                .body(page);
    }
}
