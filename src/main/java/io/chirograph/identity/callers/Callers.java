package io.chirograph.identity.callers;

import io.chirograph.identity.tokens.IssuedTokens;
import io.chirograph.web.clientaddress.ClientAddress;
import java.time.Clock;
import java.util.List;
import java.util.Map;

/// Who calls models, and for whom. Safe for many threads.
public final class Callers {
    private final GatewayKeys keys;
    private final CallerTokens tokens;
    private final UserTokens users;
    private final Clock clock;

    /// Callers with gateway keys alone.
    public Callers(GatewayKeys keys, Clock clock) {
        this(keys, new CallerTokens(List.of(), Map.of(), clock), new UserTokens(List.of(), Map.of(), clock), clock);
    }

    Callers(GatewayKeys keys, CallerTokens tokens, UserTokens users, Clock clock) {
        this.keys = keys;
        this.tokens = tokens;
        this.users = users;
        this.clock = clock;
    }

    /// What the credential that a request carries proves: a gateway key, or a token of a configured issuer.
    public KeyResult authenticate(String presented, ClientAddress from) {
        return !tokens.none() && IssuedTokens.isOne(presented)
                ? tokens.authenticate(presented, from, clock.instant())
                : keys.authenticate(presented, from, clock.instant());
    }

    /// What the holder of a gateway key gets that is not shown now; never that of a token.
    public KeyResult holder(String keyId, ClientAddress from) {
        return keys.holder(keyId, from, clock.instant());
    }

    /// Whether nobody but this tenant can call: every key is its own, and no issuer's tokens are taken, which could
    /// name another.
    public boolean isOnly(String tenant) {
        return tokens.none() && keys.areOf(tenant);
    }

    /// For whom a request is made.
    /// @param values of `Chirograph-User-Token`; at least one
    public EndUser endUser(List<String> values) {
        return users.judge(values);
    }
}
