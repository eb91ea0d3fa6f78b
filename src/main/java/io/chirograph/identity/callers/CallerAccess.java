package io.chirograph.identity.callers;

import io.chirograph.event.UuidV7;
import io.chirograph.event.facts.CallRefused;
import io.chirograph.event.value.Actor;
import io.chirograph.event.value.Http;
import io.chirograph.event.value.RefusalReason;
import io.chirograph.event.value.Trace;
import io.chirograph.recording.Recorder;
import io.chirograph.state.Hearing;
import io.chirograph.web.ApiException;
import io.chirograph.web.ErrorCode;
import io.chirograph.web.clientaddress.ClientAddress;
import io.chirograph.web.clientaddress.ServletHeaders;
import io.chirograph.web.clientaddress.TrustedProxies;
import jakarta.servlet.http.HttpServletRequest;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Tells who asks, by the credential that calls are made with; a refusal is on record. Thread-safe.
public record CallerAccess(Callers callers, TrustedProxies proxies, Recorder recorder, UuidV7 ids, Hearing hearing) {
    private static final Actor NOBODY = new Actor(new TreeMap<>(), new TreeMap<>());

    /// Who asks, from where.
    public record Asker(Actor actor, ClientAddress source) {}

    /// @param path what is asked for, as the event of a refusal says it
    /// @throws ApiException nobody who may
    public Asker asker(HttpServletRequest request, String path) {
        var headers = new ServletHeaders(request);
        ClientAddress source = proxies.source(request.getRemoteAddr(), headers);
        if (source.ambiguous()) {
            throw refused(
                    request,
                    path,
                    source,
                    null,
                    ErrorCode.FORWARDED_AMBIGUOUS,
                    "Forwarded and X-Forwarded-For name different addresses.",
                    "Forwarded");
        }
        if (hearing.isDeaf()) {
            throw refused(request, path, source, null, ErrorCode.STATE_UNAVAILABLE, Hearing.REFUSAL, null);
        }
        return switch (PresentedKey.in(headers)) {
            case PresentedKey.Missing missing ->
                throw refused(
                        request,
                        path,
                        source,
                        null,
                        ErrorCode.KEY_MISSING,
                        "No gateway key was given.",
                        "Authorization");
            case PresentedKey.Conflicting conflicting ->
                throw refused(
                        request,
                        path,
                        source,
                        null,
                        ErrorCode.KEY_AMBIGUOUS,
                        "Different texts that could be the gateway key stand in "
                                + String.join(", ", conflicting.headers()) + ".",
                        conflicting.headers().getFirst());
            case PresentedKey.Found found -> new Asker(known(request, path, source, found), source);
        };
    }

    private Actor known(HttpServletRequest request, String path, ClientAddress source, PresentedKey.Found found) {
        return switch (callers.authenticate(found.text(), source)) {
            case KeyResult.Known known -> known.actor();
            case KeyResult.Barred barred ->
                throw refused(
                        request,
                        path,
                        source,
                        barred.actor(),
                        barred.bar().code(),
                        "The credential in " + found.header() + " is valid, but "
                                + barred.bar().why() + ".",
                        found.header());
            case KeyResult.Refused refused ->
                throw refused(
                        request,
                        path,
                        source,
                        null,
                        ErrorCode.TOKEN_INVALID,
                        "The token in " + found.header() + " was rejected: " + refused.reason() + ".",
                        found.header());
            case KeyResult.Undecided undecided ->
                throw refused(
                        request,
                        path,
                        source,
                        null,
                        ErrorCode.ISSUER_UNAVAILABLE,
                        "The token issuer's keys cannot be read now, so no token can be checked.",
                        null);
            case KeyResult.Unknown unknown ->
                throw refused(
                        request,
                        path,
                        source,
                        null,
                        ErrorCode.KEY_UNKNOWN,
                        "The key in " + found.header() + " is not a gateway key that is in force.",
                        found.header());
        };
    }

    private ApiException refused(
            HttpServletRequest request,
            String path,
            ClientAddress source,
            @Nullable Actor barred,
            ErrorCode code,
            String detail,
            @Nullable String field) {
        recorder.refusedUnauthenticated(
                new CallRefused(
                        ids.next(),
                        barred == null ? NOBODY : barred,
                        null,
                        new RefusalReason(code.code(), code.status(), field, null),
                        new Http(request.getMethod(), path),
                        Trace.NONE,
                        null,
                        source.client(),
                        null),
                false);
        return new ApiException(code, detail, field, null);
    }
}
