package io.chirograph.gateway;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.Set;

/// Decides by the first segment of the raw path, before anything else sees the request: reserved names go on
/// to the rest of the application, everything else is a model call.
final class FrontFilter implements Filter {
    private static final Set<String> RESERVED = Set.copyOf(GatewayProperties.RESERVED);

    private final GatewayServlet gateway;

    FrontFilter(GatewayServlet gateway) {
        this.gateway = gateway;
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        String path = ((HttpServletRequest) request).getRequestURI();
        // A path that could mean another place once it is resolved is nobody's but the gateway's, which refuses it.
        if (RESERVED.contains(firstSegment(path)) && Target.objection(path) == null) {
            chain.doFilter(request, response);
        } else {
            gateway.service(request, response);
        }
    }

    private static String firstSegment(String path) {
        int start = path.startsWith("/") ? 1 : 0;
        int end = start;
        while (end < path.length() && path.charAt(end) != '/' && path.charAt(end) != ';') {
            end++;
        }
        return path.substring(start, end);
    }
}
