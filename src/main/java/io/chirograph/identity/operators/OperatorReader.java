package io.chirograph.identity.operators;

import io.chirograph.event.value.Actor;
import io.chirograph.identity.tokens.AuthenticationContext;
import io.chirograph.identity.tokens.Claims;
import io.chirograph.web.clientaddress.ClientAddress;
import io.chirograph.web.clientaddress.ServletHeaders;
import io.chirograph.web.clientaddress.TrustedProxies;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.oauth2.core.ClaimAccessor;

/// Reads an operator out of a token that was found valid. Thread-safe.
public record OperatorReader(OperatorProperties settings, TrustedProxies proxies) {
    private static final String ALL = "*";
    /// An operator, and whether a claim that must say what it may see does not.
    /// @param missing the claim; null when all is there
    public record Read(Operator operator, @Nullable String missing) {}

    public Read read(
            HttpServletRequest request, ClaimAccessor token, Collection<? extends GrantedAuthority> authorities) {
        TreeMap<String, String> verified = new TreeMap<>();
        verified.put("subject", String.valueOf(token.getClaimAsString("sub")));
        String issuer = token.getClaimAsString("iss");
        if (issuer != null) {
            verified.put("issuer", issuer);
        }
        List<String> amr = texts(token.getClaims().get("amr"));
        String acr = token.getClaims().get("acr") instanceof String text ? text : null;
        Claim tenants = claim(token, settings.scope().tenantClaim());
        Claim logs = claim(token, settings.scope().logClaim());
        Operator operator = new Operator(
                new Actor(verified, new TreeMap<>()),
                roles(authorities),
                new AuditScope(tenants.values(), logs.values()),
                token.getClaimAsString("jti"),
                new AuthenticationContext(amr, acr, settings.mfa().several(amr, acr)),
                source(request));
        return new Read(operator, tenants.missing() != null ? tenants.missing() : logs.missing());
    }

    /// The guest of a link, who has the role of one and no other.
    public Read guest(HttpServletRequest request, Guest guest) {
        TreeMap<String, String> verified = new TreeMap<>();
        verified.put("subject", guest.link());
        verified.put("issuer", Guest.ISSUER);
        Operator operator = new Operator(
                new Actor(verified, new TreeMap<>()),
                EnumSet.of(Role.LINK_HOLDER),
                guest.scope(),
                null,
                new AuthenticationContext(List.of(), null, false),
                source(request));
        return new Read(operator, null);
    }

    /// Where a request comes from.
    ClientAddress source(HttpServletRequest request) {
        return proxies.source(request.getRemoteAddr(), new ServletHeaders(request));
    }

    private static Set<Role> roles(Collection<? extends GrantedAuthority> authorities) {
        return authorities.stream()
                .flatMap(authority -> Role.of(String.valueOf(authority.getAuthority())).stream())
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(Role.class)));
    }

    /// @param values null for everything
    private record Claim(
            @Nullable SortedSet<String> values, @Nullable String missing) {}

    private static Claim claim(ClaimAccessor token, @Nullable String name) {
        if (name == null) {
            return new Claim(null, null);
        }
        SortedSet<String> values = new TreeSet<>(texts(Claims.find(token, name)));
        values.remove("");
        return new Claim(values.contains(ALL) ? null : values, values.isEmpty() ? name : null);
    }

    /// A text, or a list of nothing but texts; anything else is nothing.
    private static List<String> texts(@Nullable Object value) {
        return switch (value) {
            case String text -> List.of(text);
            case Collection<?> list
            when list.stream().allMatch(String.class::isInstance) ->
                list.stream().map(String.class::cast).toList();
            case null, default -> List.of();
        };
    }
}
