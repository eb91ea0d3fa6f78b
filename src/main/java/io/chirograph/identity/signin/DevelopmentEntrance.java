package io.chirograph.identity.signin;

import io.chirograph.identity.development.DevelopmentOperators;
import io.chirograph.identity.operators.PresentedCredential;
import io.chirograph.identity.operators.Role;
import io.chirograph.web.ApiException;
import io.chirograph.web.ErrorCode;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.springframework.http.HttpMethod;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.core.context.SecurityContextImpl;
import org.springframework.security.oauth2.client.authentication.OAuth2AuthenticationToken;
import org.springframework.security.oauth2.core.oidc.OidcIdToken;
import org.springframework.security.oauth2.core.oidc.user.DefaultOidcUser;
import org.springframework.security.oauth2.core.oidc.user.OidcUser;
import org.springframework.security.web.context.HttpSessionSecurityContextRepository;
import org.springframework.web.filter.OncePerRequestFilter;

/// `GET /console/enter?code=…`: signs in whoever has a link of this start, from this machine alone.
final class DevelopmentEntrance extends OncePerRequestFilter {
    private final DevelopmentLinks links;
    private final SignIn signIn;
    private final SignInRefusals refusals;
    private final SignInProperties settings;
    private final Clock clock;

    DevelopmentEntrance(
            DevelopmentLinks links, SignIn signIn, SignInRefusals refusals, SignInProperties settings, Clock clock) {
        this.links = links;
        this.signIn = signIn;
        this.refusals = refusals;
        this.settings = settings;
        this.clock = clock;
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return !request.getServletPath().equals(DevelopmentLinks.PATH)
                || !request.getMethod().equals(HttpMethod.GET.name());
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        String[] codes = request.getParameterValues("code");
        if (codes == null || codes.length != 1 || !isHere(request)) {
            refuse(request, response);
            return;
        }
        Set<Role> roles = links.take(codes[0]).orElse(Set.of());
        if (roles.isEmpty()) {
            refuse(request, response);
            return;
        }
        OAuth2AuthenticationToken who = token(roles);
        try {
            signIn.begin(who, request);
        } catch (SignInRefusals.Refused refused) {
            refusals.onAuthenticationFailure(request, response, refused);
            return;
        }
        new HttpSessionSecurityContextRepository().saveContext(new SecurityContextImpl(who), request, response);
        response.sendRedirect(settings.browsersFind("/console"));
    }

    private void refuse(HttpServletRequest request, HttpServletResponse response) throws IOException {
        refusals.refuse(
                request,
                response,
                new ApiException(
                        ErrorCode.SIGN_IN_UNKNOWN,
                        "No link of this start ends so: each is good once, for an hour, from the gateway's own"
                                + " machine. Start the gateway again for new ones."));
    }

    /// A proxy in front would make everybody local.
    private static boolean isHere(HttpServletRequest request) throws IOException {
        return InetAddress.getByName(request.getRemoteAddr()).isLoopbackAddress()
                && request.getHeader("X-Forwarded-For") == null
                && request.getHeader("Forwarded") == null;
    }

    private static Role named(Set<Role> roles) {
        return Stream.of(Role.ADMINISTRATOR, Role.RETENTION_MANAGER)
                .filter(roles::contains)
                .findFirst()
                .orElse(Role.AUDITOR);
    }

    private OAuth2AuthenticationToken token(Set<Role> roles) {
        Instant now = clock.instant();
        Instant end = now.plus(settings.age());
        Map<String, Object> claims = new HashMap<>();
        claims.put("iss", DevelopmentOperators.ISSUER);
        claims.put("sub", "dev-" + named(roles).claim());
        claims.put("nonce", UUID.randomUUID().toString());
        claims.put("iat", now);
        claims.put("exp", end);
        OidcIdToken token = new OidcIdToken("none", now, end, claims);
        OidcUser user = new DefaultOidcUser(
                roles.stream()
                        .map(role -> new SimpleGrantedAuthority(role.claim()))
                        .toList(),
                token);
        return new OAuth2AuthenticationToken(user, user.getAuthorities(), PresentedCredential.DEVELOPMENT);
    }
}
