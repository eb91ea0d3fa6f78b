package io.chirograph.identity.signin;

import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.util.Optional;

/// The browser session behind a request.
/// @param since when it began
/// @param until when it ends in any case
public record SignedIn(Instant since, Instant until) {
    private static final String ATTRIBUTE = SignedIn.class.getName();

    /// Empty where a request has no session.
    public static Optional<SignedIn> of(HttpServletRequest request) {
        return request.getAttribute(ATTRIBUTE) instanceof SignedIn found ? Optional.of(found) : Optional.empty();
    }

    void note(HttpServletRequest request) {
        request.setAttribute(ATTRIBUTE, this);
    }
}
