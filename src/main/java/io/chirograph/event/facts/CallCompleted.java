package io.chirograph.event.facts;

import io.chirograph.event.EventType;
import io.chirograph.event.encoding.Fields;
import io.chirograph.event.value.Body;
import io.chirograph.event.value.ModelResponse;
import io.chirograph.event.value.Outcome;
import io.chirograph.event.value.ResponseEnd;
import io.chirograph.event.value.Returned;
import io.chirograph.event.value.Timing;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The facts of an `ai.call.completed` event: durable before the end of the response leaves for the caller.
/// @param reason a stable code for any outcome but `ok` (`connect-failed`, `first-byte-timeout`,
///     `idle-timeout`, `truncated`, `stream-error`, `http-status`, `client-closed`, `shutdown`, `crash`, …)
/// @param status the provider's HTTP status; null when none arrived
/// @param response the body as it came from the provider; null when none arrived
/// @param returned what went back in its place; null where it is what came
/// @param servedFrom the call whose response was served again from the cache; null where a provider was asked
/// @param attempts how many times a request was sent; null when that is unknown
/// @param bytesReleased body bytes given to the caller before the end was released; null when that is unknown
@Fact.Of(EventType.CALL_COMPLETED)
public record CallCompleted(
        UUID callId,
        Outcome outcome,
        @Nullable String reason,
        @Nullable Integer status,
        ModelResponse model,
        @Nullable Body response,
        @Nullable Returned returned,
        ResponseEnd end,
        @Nullable UUID servedFrom,
        @Nullable Integer attempts,
        @Nullable Long bytesReleased,
        Timing timing)
        implements Fact {
    /// A call of whose response nothing is known.
    public static CallCompleted withoutResponse(UUID callId, Outcome outcome, String reason) {
        return new CallCompleted(
                callId,
                outcome,
                reason,
                null,
                ModelResponse.NONE,
                null,
                null,
                ResponseEnd.NONE,
                null,
                null,
                null,
                Timing.UNKNOWN);
    }

    @Override
    public void writeTo(Fields data) {
        data.id("callId", callId)
                .constant("outcome", outcome.wire())
                .word("reason", reason)
                .constant("served", servedFrom == null ? null : "cache")
                .id("servedFrom", servedFrom)
                .number("status", status)
                .number("attempts", attempts)
                .number("bytesReleased", bytesReleased);
        model.writeTo(data);
        end.writeTo(data);
        timing.writeTo(data);
        data.object("response", response).object("returned", returned);
    }
}
