package io.chirograph.identity;

import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.util.Optional;

/// That whoever asks signed in by browser.
///
/// @param since when
/// @param until when the session ends in any case
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
