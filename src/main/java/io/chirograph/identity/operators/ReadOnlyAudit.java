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

/// Filter that refuses methods that a surface does not have.
///
/// It runs before authentication. Nothing can be changed under `/audit`.
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
