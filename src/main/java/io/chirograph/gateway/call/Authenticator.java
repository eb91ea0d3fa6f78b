package io.chirograph.gateway.call;

import io.chirograph.event.value.Actor;
import io.chirograph.gateway.http.Headers;
import io.chirograph.gateway.refusal.Refusal;
import io.chirograph.identity.callers.Callers;
import io.chirograph.identity.callers.EndUser;
import io.chirograph.identity.callers.KeyResult;
import io.chirograph.identity.callers.PresentedKey;
import io.chirograph.web.ErrorCode;
import io.chirograph.web.clientaddress.ClientAddress;
import java.util.List;

/// Tells by a request's headers who calls, and for whom. Thread-safe.
public record Authenticator(Callers callers) {
    private static final String USER_TOKEN = "chirograph-user-token";

    /// Who calls, or why nobody we know does.
    /// @throws Refusal naming the header
    public Caller caller(Headers headers, ClientAddress source) {
        unambiguous(source);
        return switch (PresentedKey.in(headers)) {
            case PresentedKey.Missing missing ->
                throw new Refusal(
                        ErrorCode.KEY_MISSING,
                        "No gateway key was given; it goes where the SDK puts its API key, or in Chirograph-Key.",
                        "Authorization");
            case PresentedKey.Conflicting conflicting ->
                throw new Refusal(
                        ErrorCode.KEY_AMBIGUOUS,
                        "Different texts that could be the gateway key stand in "
                                + String.join(", ", conflicting.headers()) + ".",
                        conflicting.headers().getFirst());
            case PresentedKey.Found found -> known(found, source);
        };
    }

    /// Whoever holds this gateway key, without showing it: a ticket stands for it.
    /// @param actor what the key proved when it was shown, and an end user's token with it
    /// @throws Refusal the key may not be used now, or not from there
    public Caller holder(String keyId, Actor actor, ClientAddress source) {
        unambiguous(source);
        return switch (callers.holder(keyId, source)) {
            case KeyResult.Known known ->
                new Caller(actor, keyId, known.grants(), actor.verified().containsKey("subject"), false, List.of());
            case KeyResult.Barred barred ->
                throw new Refusal(
                                barred.bar().code(),
                                "The key of this upload's ticket is valid, but "
                                        + barred.bar().why() + ".")
                        .with(barred.actor());
            case KeyResult.Refused refused -> throw gone();
            case KeyResult.Undecided undecided -> throw gone();
            case KeyResult.Unknown unknown -> throw gone();
        };
    }

    private static Refusal gone() {
        return new Refusal(ErrorCode.KEY_UNKNOWN, "The key of this upload's ticket is in force no more.");
    }

    private static void unambiguous(ClientAddress source) {
        if (source.ambiguous()) {
            throw new Refusal(
                    ErrorCode.FORWARDED_AMBIGUOUS,
                    "Forwarded and X-Forwarded-For name different addresses; the proxy before the gateway must drop the"
                            + " one that it does not write.",
                    "Forwarded");
        }
    }

    private Caller known(PresentedKey.Found found, ClientAddress source) {
        return switch (callers.authenticate(found.text(), source)) {
            case KeyResult.Known known ->
                new Caller(known.actor(), known.keyId(), known.grants(), false, found.own(), found.foreign());
            case KeyResult.Barred barred ->
                throw new Refusal(
                                barred.bar().code(),
                                "The credential in " + found.header() + " is valid, but "
                                        + barred.bar().why() + ".",
                                found.header())
                        .with(barred.actor());
            case KeyResult.Refused refused ->
                throw new Refusal(
                        ErrorCode.TOKEN_INVALID,
                        "The token in " + found.header() + " was rejected: " + refused.reason() + ".",
                        found.header());
            case KeyResult.Undecided undecided -> throw undecided();
            case KeyResult.Unknown unknown ->
                throw new Refusal(
                        ErrorCode.KEY_UNKNOWN,
                        "The key in " + found.header() + " is not a gateway key that is in force.",
                        found.header());
        };
    }

    /// The caller with the end user whom its token names; the same caller where there is no such token.
    public Caller endUser(Caller caller, Headers headers) {
        List<String> tokens = headers.all(USER_TOKEN);
        if (tokens.isEmpty()) {
            return caller;
        }
        return switch (callers.endUser(tokens)) {
            case EndUser.Verified user -> caller.callingFor(user.with(caller.actor()));
            case EndUser.Invalid invalid ->
                throw new Refusal(
                        ErrorCode.USER_TOKEN_INVALID,
                        "The token in Chirograph-User-Token proves nobody: " + invalid.reason() + ".",
                        "Chirograph-User-Token");
            case EndUser.Undecided undecided -> throw undecided();
        };
    }

    private static Refusal undecided() {
        return new Refusal(
                ErrorCode.ISSUER_UNAVAILABLE,
                "The token issuer's keys cannot be read now, so no token can be checked.");
    }
}
