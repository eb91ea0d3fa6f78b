package io.chirograph.spring.outbox;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A row of the outbox.
///
/// @param id as [Outbox#write] gave it
/// @param batchId the `Idempotency-Key` that it goes or went under; null where it waits
/// @param eventId the event's, once it is recorded
/// @param log the origin of its log, once it is recorded
/// @param receipt over the body of its request; null also where only a repetition was answered
/// @param problem why it is parked
public record OutboxEntry(
        UUID id,
        State state,
        Instant writtenAt,
        @Nullable String batchId,
        @Nullable String eventId,
        @Nullable String log,
        @Nullable String receipt,
        @Nullable String problem) {

    /// Where it stands.
    public enum State {
        /// Written, and in no request.
        WAITING,
        /// In a request that the gateway has not answered for good.
        SENDING,
        /// In the log.
        RECORDED,
        /// Refused by the gateway for what it says; stays until [Outbox#release].
        PARKED
    }
}
