package io.chirograph.identity.callers;

import io.chirograph.event.value.Actor;
import io.chirograph.identity.tokens.Claims;
import io.chirograph.identity.tokens.IssuedTokens;
import io.chirograph.web.clientaddress.AddressRange;
import io.chirograph.web.clientaddress.ClientAddress;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.jwt.Jwt;

/// Tokens that let applications call models: what their claims say of the caller, and what they grant.
final class CallerTokens {
    private static final int LONGEST = 256;
    private final IssuedTokens<CallerIssuer> tokens;

    CallerTokens(List<CallerIssuer> issuers, Map<String, List<String>> foreign, Clock clock) {
        this.tokens = new IssuedTokens<>(issuers, foreign, clock);
    }

    boolean none() {
        return tokens.none();
    }

    KeyResult authenticate(String presented, ClientAddress from, Instant now) {
        return switch (tokens.judge(presented)) {
            case IssuedTokens.Outcome.Undecided<CallerIssuer> undecided -> new KeyResult.Undecided();
            case IssuedTokens.Outcome.Invalid<CallerIssuer> invalid -> new KeyResult.Refused(invalid.reason());
            case IssuedTokens.Outcome.Valid<CallerIssuer>(Jwt token, CallerIssuer issuer) ->
                known(token, issuer, from, now);
        };
    }

    private static KeyResult known(Jwt token, CallerIssuer settings, ClientAddress from, Instant now) {
        Actor actor;
        Grants grants;
        try {
            actor = actor(token, settings);
            grants = grants(token, settings);
        } catch (IllegalArgumentException e) {
            return new KeyResult.Refused(String.valueOf(e.getMessage()));
        }
        List<AddressRange> ranges =
                grants.addresses().stream().map(AddressRange::parse).toList();
        KeyResult.@Nullable Bar bar = LoadedKey.bar(grants, ranges, from, now);
        return bar == null ? new KeyResult.Known("", actor, grants) : new KeyResult.Barred("", actor, bar);
    }

    private static Actor actor(Jwt token, CallerIssuer settings) {
        TreeMap<String, String> verified = new TreeMap<>();
        verified.put("application", required(token, settings.applicationClaim(), settings.application()));
        verified.put("tenant", required(token, settings.tenantClaim(), settings.tenant()));
        String team = text(token, settings.teamClaim());
        team = team == null ? settings.team() : team;
        if (team != null) {
            verified.put("team", team);
        }
        verified.put("subject", required(token, "sub", null));
        verified.put("issuer", settings.issuerUri());
        return new Actor(Collections.unmodifiableSortedMap(verified), Collections.emptySortedMap(), Acts.of(token));
    }

    private static String required(Jwt token, String claim, @Nullable String otherwise) {
        String text = text(token, claim);
        text = text == null ? otherwise : text;
        if (text == null) {
            throw new IllegalArgumentException("it has no claim '" + claim + "'");
        }
        return text;
    }

    /// A claim that is a string of reasonable length; null where it is missing.
    static @Nullable String text(Jwt token, String claim) {
        return text(claim, Claims.find(token, claim));
    }

    static @Nullable String text(String claim, @Nullable Object value) {
        if (value == null) {
            return null;
        }
        if (!(value instanceof String text)
                || text.isBlank()
                || text.length() > LONGEST
                || text.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException(
                    "its claim '" + claim + "' is no text of 1 to " + LONGEST + " characters");
        }
        return text;
    }

    /// What a configured claim grants in the place of the issuer's own grants. A token without the claim gets those;
    /// a claim that lists nothing, or is no list, grants nothing at all.
    private static Grants grants(Jwt token, CallerIssuer settings) {
        Grants usual = settings.grants();
        if (settings.grantClaims().isEmpty()) {
            return usual;
        }
        Function<String, @Nullable List<String>> claimed =
                grant -> words(token, settings.grantClaims().get(grant));
        return new Grants(
                otherwise(claimed.apply("providers"), usual.providers()),
                otherwise(claimed.apply("models"), usual.models()),
                otherwise(claimed.apply("operation-classes"), usual.operationClasses()),
                usual.dataClass(),
                otherwise(claimed.apply("data-classes"), usual.dataClasses()),
                null,
                usual.addresses());
    }

    private static List<String> otherwise(@Nullable List<String> claimed, List<String> usual) {
        return claimed == null ? usual : claimed;
    }

    private static @Nullable List<String> words(Jwt token, @Nullable String claim) {
        Object value = claim == null ? null : Claims.find(token, claim);
        if (value == null) {
            return null;
        }
        List<?> words = switch (value) {
            case String text -> List.of(text.strip().split(" +"));
            case Collection<?> list -> List.copyOf(list);
            default -> List.of();
        };
        if (words.isEmpty() || !words.stream().allMatch(word -> word instanceof String text && !text.isBlank())) {
            throw new IllegalArgumentException("its claim '" + claim + "' grants nothing");
        }
        return words.stream().map(String.class::cast).toList();
    }
}
