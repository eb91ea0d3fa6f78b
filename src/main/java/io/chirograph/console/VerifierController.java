package io.chirograph.console;

import io.chirograph.verifier.browser.BrowserVerifier;
import io.chirograph.web.ConditionalOnRole;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.ServletWebRequest;

/// The verifier for browsers, for auditors to use here or to save: the page, and the module in it.
@ConditionalOnRole(ConditionalOnRole.AUDITOR)
@RestController
class VerifierController {
    @GetMapping("/console/verify.html")
    @Nullable
    ResponseEntity<byte[]> page(ServletWebRequest request) {
        return answer(BrowserVerifier.PAGE, request);
    }

    @GetMapping("/console/verify.mjs")
    @Nullable
    ResponseEntity<byte[]> module(ServletWebRequest request) {
        return answer(BrowserVerifier.MODULE, request);
    }

    /// The tag is the digest; a browser asks each time whether it still has the file.
    private static @Nullable ResponseEntity<byte[]> answer(BrowserVerifier file, ServletWebRequest request) {
        String tag = '"' + file.digest() + '"';
        if (request.checkNotModified(tag)) {
            return null;
        }
        return ResponseEntity.ok()
                .contentType(new MediaType(MediaType.parseMediaType(file.mediaType()), StandardCharsets.UTF_8))
                .header("Content-Security-Policy", BrowserVerifier.policy() + "; frame-ancestors 'none'")
                .header("Cache-Control", "private, no-cache")
                .header("X-Content-Type-Options", "nosniff")
                .eTag(tag)
                .body(file.bytes());
    }
}
