package io.chirograph.gateway.call;

import io.chirograph.event.value.SentCredential;
import io.chirograph.event.value.SentCredential.Whose;
import io.chirograph.gateway.http.HeaderRules;
import io.chirograph.gateway.http.Headers;
import io.chirograph.gateway.http.Target;
import io.chirograph.gateway.refusal.Refusal;
import io.chirograph.gateway.settings.GatewayProperties;
import io.chirograph.gateway.upstream.Provider;
import io.chirograph.identity.callers.GatewayKeyForm;
import io.chirograph.identity.callers.PresentedKey;
import io.chirograph.web.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The one credential that goes to the provider with a call. A caller may send its own: in the query, or in a
/// usual header if its gateway key is in `Chirograph-Key`. The gateway's own credential is sent otherwise.
/// @param event what the *started* event says of it
/// @param place the header with the caller's own credential; null for none
record OutboundCredential(SentCredential event, @Nullable String place) {
    /// @throws Refusal the caller brings several, and none in the provider's configured place
    static OutboundCredential of(Caller caller, Headers headers, Provider provider, Target target) throws Refusal {
        List<String> foreign = caller.foreign();
        if (provider.settings().auth() == GatewayProperties.Auth.AWS_SIGV4) {
            // A signature of the caller's is for another host.
            return new OutboundCredential(new SentCredential(Whose.GATEWAY, foreign, null), null);
        }
        boolean isInQuery = !SentSecrets.inQuery(target.query()).isEmpty();
        if (caller.ownHeader() && !foreign.isEmpty()) {
            String configured = provider.settings().auth().header();
            String place = foreign.contains(configured) ? configured : foreign.getFirst();
            boolean isAmbiguous = foreign.size() > 1 && !place.equals(configured);
            if (isAmbiguous || isInQuery || values(headers, place).size() > 1) {
                throw ambiguous(foreign, isInQuery);
            }
            List<String> dropped = new ArrayList<>(foreign);
            dropped.remove(place);
            return new OutboundCredential(new SentCredential(Whose.CALLER, dropped, null), place);
        }
        Whose whose = isInQuery ? Whose.CALLER : provider.isCredentialed() ? Whose.GATEWAY : Whose.NONE;
        return new OutboundCredential(new SentCredential(whose, foreign, null), null);
    }

    /// The credential of the same call at another provider: ours, or none. A caller's own is for the provider that it
    /// was sent for.
    static OutboundCredential elsewhere(SentCredential here, Provider provider) {
        return new OutboundCredential(
                new SentCredential(provider.isCredentialed() ? Whose.GATEWAY : Whose.NONE, here.dropped(), null), null);
    }

    private static Refusal ambiguous(List<String> foreign, boolean isInQuery) {
        String places = String.join(", ", foreign) + (isInQuery ? " and the query" : "");
        return new Refusal(
                ErrorCode.CREDENTIAL_AMBIGUOUS,
                "Several credentials for the provider stand in " + places + "; send one.",
                foreign.getFirst());
    }

    private static Set<String> values(Headers headers, String place) {
        return headers.all(place).stream()
                .filter(value -> !GatewayKeyForm.isIn(value))
                .map(String::strip)
                .collect(Collectors.toSet());
    }

    /// The headers that go on, with this credential and no other. A token of the gateway's workload identity is added
    /// for each attempt.
    Headers forwarded(Headers headers, Provider provider) {
        var forwarded = new Headers();
        for (int i = 0; i < headers.size(); i++) {
            String name = headers.name(i);
            if (HeaderRules.forwards(name) && !headers.namedByConnection(name) && passes(name, headers.value(i))) {
                forwarded.add(name, headers.value(i));
            }
        }
        String credential = provider.credential().text();
        var auth = provider.settings().auth();
        if (event.whose() == Whose.GATEWAY && credential != null && auth.isSent()) {
            forwarded.add(auth.header(), auth.value(credential));
        }
        return forwarded;
    }

    private boolean passes(String name, String value) {
        return !PresentedKey.CREDENTIAL_PLACES.contains(name) || (name.equals(place) && !GatewayKeyForm.isIn(value));
    }
}
