package io.chirograph.gateway;

import io.chirograph.gateway.http.Target;
import io.chirograph.gateway.settings.GatewayProperties;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.Set;

/// Sends reserved first path segments to the application and everything else to the gateway.
record FrontFilter(CallHandler calls) implements Filter {
    private static final Set<String> RESERVED = Set.copyOf(GatewayProperties.RESERVED);
    private static final String APPLICATIONS = "v1";
    private static final Set<String> SERVED = Set.of("events", "receipts", "usage");

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        String path = ((HttpServletRequest) request).getRequestURI();
        // A path that could mean another place once it is resolved is nobody's but the gateway's, which refuses it.
        if (isReserved(path) && Target.objection(path) == null) {
            chain.doFilter(request, response);
        } else {
            calls.handle((HttpServletRequest) request);
        }
    }

    /// Below `v1` only what applications are served is reserved: anything else there is a model call whose
    /// base URL lacks the provider, and the gateway says so.
    static boolean isReserved(String path) {
        String first = segment(path, path.startsWith("/") ? 1 : 0);
        return first.equals(APPLICATIONS)
                ? SERVED.contains(segment(path, path.indexOf(first) + first.length() + 1))
                : RESERVED.contains(first);
    }

    private static String segment(String path, int start) {
        int end = start;
        while (end < path.length() && path.charAt(end) != '/' && path.charAt(end) != ';') {
            end++;
        }
        return start < end ? path.substring(start, end) : "";
    }
}
