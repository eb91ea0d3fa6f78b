package io.chirograph.gateway.attempts;

import io.chirograph.event.facts.CallAttempted;
import io.chirograph.gateway.http.Headers;
import io.chirograph.gateway.upstream.UpstreamException;
import io.chirograph.gateway.upstream.UpstreamResponse;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// How an attempt failed that another one may make good.
/// @param reason a stable code, or the provider's own of an error in a stream
/// @param status null where no answer came
/// @param sent how much of the request may have reached the provider
/// @param isSameAgain whether the same provider may be asked again
/// @param headers what the provider says of when; null where no answer came
public record Failure(
        String reason,
        @Nullable Integer status,
        CallAttempted.Before sent,
        boolean isSameAgain,
        @Nullable Headers headers) {
    private static final Set<Integer> STATUSES = Set.of(408, 429, 500, 502, 503, 504, 529);

    /// Codes of errors in streams, without what is no letter or digit.
    private static final Set<String> PASSING = Set.of(("error overloadederror overloaded engineoverloaded apierror"
                    + " ratelimiterror ratelimitexceeded toomanyrequests timeouterror timeout servererror internalerror"
                    + " internalservererror internal serviceunavailable serviceunavailableerror unavailable"
                    + " resourceexhausted deadlineexceeded throttlingexception modelstreamerrorexception"
                    + " modeltimeoutexception internalserverexception serviceunavailableexception"
                    + " 408 429 500 502 503 504 529")
            .split(" "));

    /// No answer came; null where another attempt would cure nothing. A provider that was too slow, or for
    /// which there is no credential, is not asked again.
    public static @Nullable Failure of(UpstreamException e) {
        return switch (e.code()) {
            case CONNECT_FAILED, CONNECT_TIMEOUT, CONNECTIONS_EXHAUSTED, CONNECTION_BROKEN ->
                new Failure(e.code().code(), null, e.sent(), true, null);
            case FIRST_BYTE_TIMEOUT, SEND_TIMEOUT, CREDENTIAL_UNAVAILABLE ->
                new Failure(e.code().code(), null, e.sent(), false, null);
            default -> null;
        };
    }

    /// An answer of this status; null where another attempt would cure nothing.
    public static @Nullable Failure of(UpstreamResponse response) {
        if (!STATUSES.contains(response.status())) {
            return null;
        }
        String should = response.headers().first("x-should-retry");
        boolean isSameAgain = should == null || !should.strip().equalsIgnoreCase("false");
        return new Failure(
                "http-status", response.status(), CallAttempted.Before.WHOLE, isSameAgain, response.headers());
    }

    /// An error in a stream before any output; null where another attempt would cure nothing.
    static @Nullable Failure said(String code, UpstreamResponse response) {
        String letters = code.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
        return PASSING.contains(letters)
                ? new Failure(code, response.status(), CallAttempted.Before.WHOLE, true, response.headers())
                : null;
    }

    /// A body that broke off before any output.
    static Failure broken(boolean isSlow, UpstreamResponse response) {
        return new Failure(
                isSlow ? "idle-timeout" : "truncated", response.status(), CallAttempted.Before.WHOLE, !isSlow, null);
    }
}
