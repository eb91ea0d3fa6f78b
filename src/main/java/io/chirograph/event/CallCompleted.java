package io.chirograph.event;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The facts of an `ai.call.completed` event: durable before the end of the answer leaves for the caller.
///
/// @param callId the call's id
/// @param outcome how it ended
/// @param reason a stable code for any outcome but `ok` (`connect-failed`, `first-byte-timeout`,
///     `idle-timeout`, `truncated`, `stream-error`, `http-status`, `client-closed`, `shutdown`, `crash`, …)
/// @param status the provider's HTTP status; null when none arrived
/// @param model the model that answered
/// @param responseId the provider's id of the answer (never a key)
/// @param providerRequestId the provider's request id header
/// @param usage what the provider says of tokens
/// @param finishReasons as the provider says them
/// @param response digest and length of the answer's body; null when none arrived
/// @param returned what went back in its place; null where it is what came
/// @param streamed whether the answer was a stream of events; null when that is unknown
/// @param terminalEvent whether the dialect's terminal event was seen; null where the dialect has none
/// @param endVerified whether what came is known to be all of the answer; null where none arrived or it broke off
/// @param surplus true where the provider sent bytes behind the answer; null where none were seen
/// @param bodyEnded false where the terminal event came and the body's own end did not; null otherwise
/// @param attempts how many times a request was sent; null when that is unknown
/// @param bytesReleased body bytes given to the caller before the end was released; null when that is unknown
/// @param timeToFirstByteMillis from sending to the first byte of the answer; null when none arrived
/// @param durationMillis from the call's arrival to this event
public record CallCompleted(
        UUID callId,
        Outcome outcome,
        @Nullable String reason,
        @Nullable Integer status,
        @Nullable String model,
        @Nullable String responseId,
        @Nullable String providerRequestId,
        Usage usage,
        List<String> finishReasons,
        @Nullable Body response,
        @Nullable Returned returned,
        @Nullable Boolean streamed,
        @Nullable Boolean terminalEvent,
        @Nullable Boolean endVerified,
        @Nullable Boolean surplus,
        @Nullable Boolean bodyEnded,
        @Nullable Integer attempts,
        @Nullable Long bytesReleased,
        @Nullable Long timeToFirstByteMillis,
        @Nullable Long durationMillis) {
    /// A call of whose answer nothing is known.
    public static CallCompleted withoutAnswer(UUID callId, Outcome outcome, String reason) {
        return new CallCompleted(
                callId,
                outcome,
                reason,
                null,
                null,
                null,
                null,
                Usage.NONE,
                List.of(),
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null);
    }
}
