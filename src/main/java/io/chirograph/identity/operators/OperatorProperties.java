package io.chirograph.identity.operators;

import static org.springframework.util.StringUtils.hasText;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.Assert;

/// The issuer of the operators' tokens. Its three settings go together: a token is good only from this issuer,
/// for one of these audiences, signed with a key of this set.
/// @param jwkSetUri where the issuer publishes its keys
/// @param issuerUri the `iss` of its tokens
/// @param audiences the `aud` that mean this gateway; one is enough
/// @param roleClaim the claim that lists roles; a dotted path reaches into objects (`realm_access.roles`)
/// @param roleMapping by role, the words of that claim that mean it; the role's own name where nothing is said
/// @param exclusiveRoles roles that no token may have together, with `+` between them
/// @param tokenHeader a header that a token may come in beside `Authorization: Bearer`, such as
///     `Cf-Access-Jwt-Assertion`, which a proxy before the gateway sets
/// @param mfa of which roles more than one factor is demanded
/// @param scope which claims limit what an auditor sees
/// @param accessInterval for how long further requests with the same token, to the same surface, from the same
///     address, count as the same entering
/// @param actuator whether health and metrics have a door too, which takes a token of an observer
@ConfigurationProperties("chirograph.identity.operators")
public record OperatorProperties(
        @Nullable String jwkSetUri,
        @Nullable String issuerUri,
        @DefaultValue List<String> audiences,
        @DefaultValue("roles") String roleClaim,
        @DefaultValue Map<String, List<String>> roleMapping,

        @DefaultValue("payload-reader+retention-manager") List<String> exclusiveRoles,

        @DefaultValue("Authorization") String tokenHeader,
        @DefaultValue Mfa mfa,
        @DefaultValue ScopeClaims scope,
        @DefaultValue("15m") Duration accessInterval,
        @DefaultValue("false") boolean actuator) {
    private static final String PREFIX = "chirograph.identity.operators.";

    public OperatorProperties {
        long given = Stream.of(hasText(jwkSetUri), hasText(issuerUri), !audiences.isEmpty())
                .filter(isGiven -> isGiven)
                .count();
        Assert.isTrue(
                given % 3 == 0,
                PREFIX + "jwk-set-uri is '" + jwkSetUri + "', .issuer-uri is '" + issuerUri + "' and .audiences is "
                        + audiences + "; the three are set together or not at all");
        Assert.isTrue(!roleClaim.isBlank(), PREFIX + "role-claim is blank");
        Assert.isTrue(
                tokenHeader.matches("[A-Za-z0-9-]{1,64}"),
                PREFIX + "token-header is '" + tokenHeader + "'; expected the name of a header");
        words(roleMapping);
        exclusive(exclusiveRoles);
        Assert.isTrue(
                !accessInterval.isNegative() && accessInterval.compareTo(Duration.ofDays(1)) <= 0,
                PREFIX + "access-interval is " + accessInterval + "; it must lie between 0s and 24h");
    }

    /// Which words of the role claim mean which role.
    Map<String, Role> words() {
        return words(roleMapping);
    }

    /// Groups of roles no two of which one token may have.
    List<Set<Role>> exclusive() {
        return exclusive(exclusiveRoles);
    }

    public boolean configured() {
        return hasText(jwkSetUri);
    }

    /// For which roles a token must show more than one factor, and how it does.
    /// @param roles for which one factor is not enough
    /// @param methods values of `amr` any of which shows more than one
    /// @param classes values of `acr` each of which shows more than one
    record Mfa(
            @DefaultValue List<String> roles,
            @DefaultValue("mfa") List<String> methods,
            @DefaultValue List<String> classes) {
        Mfa {
            roles.forEach(role -> role("mfa.roles", role));
        }

        boolean demands(Role role) {
            return roles.contains(role.claim());
        }

        boolean several(List<String> amr, @Nullable String acr) {
            return amr.stream().anyMatch(methods::contains) || (acr != null && classes.contains(acr));
        }
    }

    /// Which claims say what an auditor may see. Where one is named, a token without it sees nothing, and `*` in it
    /// means all.
    /// @param tenantClaim lists tenants; a dotted path reaches into objects
    /// @param logClaim lists ids of logs
    record ScopeClaims(
            @Nullable String tenantClaim, @Nullable String logClaim) {
        ScopeClaims {
            tenantClaim = hasText(tenantClaim) ? tenantClaim : null;
            logClaim = hasText(logClaim) ? logClaim : null;
        }
    }

    /// Which words of the role claim mean which role: the role's own name where nothing is said.
    static Map<String, Role> words(Map<String, List<String>> mapping) {
        Map<String, Role> words = new TreeMap<>();
        for (Role role : Role.ofTokens()) {
            for (String word : mapping.getOrDefault(role.claim(), List.of(role.claim()))) {
                Role other = words.put(word, role);
                Assert.isTrue(
                        other == null || other == role,
                        () -> PREFIX + "role-mapping has '" + word + "' for both " + other.claim() + " and "
                                + role.claim());
            }
        }
        mapping.keySet().forEach(name -> role("role-mapping", name));
        return words;
    }

    private static List<Set<Role>> exclusive(List<String> groups) {
        List<Set<Role>> sets = new ArrayList<>();
        for (String group : groups) {
            EnumSet<Role> set = EnumSet.noneOf(Role.class);
            for (String name : group.split("\\+", -1)) {
                set.add(role("exclusive-roles", name.strip()));
            }
            Assert.isTrue(
                    set.size() >= 2,
                    PREFIX + "exclusive-roles has '" + group + "'; expected two roles or more with + between them");
            sets.add(set);
        }
        return sets;
    }

    private static Role role(String setting, String name) {
        return Role.of(name)
                .filter(Role.ofTokens()::contains)
                .orElseThrow(() -> new IllegalArgumentException(PREFIX + setting + " has '" + name + "'; roles are "
                        + Role.ofTokens().stream().map(Role::claim).collect(Collectors.joining(", "))));
    }
}
