package io.chirograph.identity.operators;

import io.chirograph.web.ApiException;
import io.chirograph.web.ErrorCode;
import io.chirograph.web.Problems;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import org.springframework.web.filter.OncePerRequestFilter;

/// Refuses methods that a surface does not have, before authentication.
final class ReadOnlyAudit extends OncePerRequestFilter {
    private final AccessLog book;

    ReadOnlyAudit(AccessLog book) {
        this.book = book;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        List<String> methods = AccessLog.surface(request).methods();
        if (methods.isEmpty() || methods.contains(request.getMethod())) {
            chain.doFilter(request, response);
            return;
        }
        book.refused(request, ErrorCode.METHOD_NOT_ALLOWED);
        response.setHeader("Allow", String.join(", ", methods));
        Problems.write(
                response,
                new ApiException(
                        ErrorCode.METHOD_NOT_ALLOWED,
                        "Method " + request.getMethod() + " is not allowed on " + request.getServletPath() + "; use "
                                + String.join(" or ", methods) + "."));
    }
}
