package io.chirograph.identity;

import io.chirograph.web.ApiException;
import io.chirograph.web.ErrorCode;
import io.chirograph.web.Problems;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.web.filter.OncePerRequestFilter;

/// Nothing can be changed under `/audit`: any method but GET and HEAD is refused before a token is looked
/// at. One path takes a question that is too long for a URL, and that by POST alone.
final class ReadOnlyAudit extends OncePerRequestFilter {
    private static final String ASKED_BY_POST = "/audit/v1/evidence";
    private final DoorBook book;

    ReadOnlyAudit(DoorBook book) {
        this.book = book;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        String method = request.getMethod();
        boolean asks = request.getServletPath().equals(ASKED_BY_POST);
        boolean reads = asks ? method.equals("POST") : method.equals("GET") || method.equals("HEAD");
        if (reads || !request.getServletPath().startsWith("/audit")) {
            chain.doFilter(request, response);
            return;
        }
        String allowed = asks ? "POST" : "GET, HEAD";
        book.refused(request, ErrorCode.METHOD_NOT_ALLOWED);
        response.setHeader("Allow", allowed);
        Problems.write(
                response,
                new ApiException(
                        ErrorCode.METHOD_NOT_ALLOWED,
                        "Method " + method + " is not allowed on " + request.getServletPath() + "; use "
                                + allowed.replace(", ", " or ") + "."));
    }
}
