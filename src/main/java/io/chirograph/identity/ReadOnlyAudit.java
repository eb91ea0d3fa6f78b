package io.chirograph.identity;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.http.HttpStatus;
import org.springframework.web.filter.OncePerRequestFilter;

/// Nothing can be changed under `/audit`: any method but GET and HEAD is refused before a token is looked at.
final class ReadOnlyAudit extends OncePerRequestFilter {
    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        String method = request.getMethod();
        boolean reads = method.equals("GET") || method.equals("HEAD");
        if (reads || !request.getServletPath().startsWith("/audit")) {
            chain.doFilter(request, response);
            return;
        }
        response.setHeader("Allow", "GET, HEAD");
        Problems.write(
                response,
                Problems.of(
                        HttpStatus.METHOD_NOT_ALLOWED,
                        "method-not-allowed",
                        "Method " + method + " is not allowed under /audit; use GET or HEAD."));
    }
}
