package io.chirograph.boot;

import io.chirograph.web.ApiException;
import io.chirograph.web.ApiSurface;
import io.chirograph.web.ErrorCode;
import io.chirograph.web.Problems;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Set;
import org.springframework.web.filter.OncePerRequestFilter;

/// Filter that answers 404 on paths of a role that the process lacks.
///
/// It runs before authentication: no token is asked for where nothing is.
final class AbsentRole extends OncePerRequestFilter {
    private static final Set<String> EVERYBODYS = Set.of("admin", "error");

    private final boolean gateway;
    private final boolean auditor;

    AbsentRole(boolean gateway, boolean auditor) {
        this.gateway = gateway;
        this.auditor = auditor;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        String first = firstSegment(request.getServletPath());
        boolean forAuditors = ApiSurface.find(request.getServletPath())
                .filter(ApiSurface::isForReaders)
                .isPresent();
        if (EVERYBODYS.contains(first) || (forAuditors ? auditor : gateway)) {
            chain.doFilter(request, response);
            return;
        }
        String detail = forAuditors
                ? "Auditors are not served here: " + Roles.ROLES + " of this process is gateway."
                : "Model calls are not taken here: " + Roles.ROLES + " of this process is auditor.";
        Problems.write(response, new ApiException(ErrorCode.ROLE_ABSENT, detail));
    }

    private static String firstSegment(String path) {
        String[] segments = path.split("/", 3);
        return segments.length > 1 ? segments[1] : "";
    }
}
