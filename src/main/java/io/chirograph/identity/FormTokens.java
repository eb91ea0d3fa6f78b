package io.chirograph.identity;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.security.web.csrf.CsrfTokenRepository;
import org.springframework.security.web.csrf.DefaultCsrfToken;

/// What a form must bring along to be one of ours: it belongs to the session. Without a session nothing fits.
final class FormTokens implements CsrfTokenRepository {
    private static final String HEADER = "X-CSRF-TOKEN";
    private static final String FIELD = "_csrf";

    @Override
    public CsrfToken generateToken(HttpServletRequest request) {
        return new DefaultCsrfToken(HEADER, FIELD, UUID.randomUUID().toString());
    }

    @Override
    public void saveToken(@Nullable CsrfToken token, HttpServletRequest request, HttpServletResponse response) {
        // a session has its token from the beginning to the end
    }

    @Override
    public @Nullable CsrfToken loadToken(HttpServletRequest request) {
        return SecurityContextHolder.getContext().getAuthentication() instanceof SessionAuthentication session
                ? new DefaultCsrfToken(HEADER, FIELD, session.session().formToken())
                : null;
    }
}
