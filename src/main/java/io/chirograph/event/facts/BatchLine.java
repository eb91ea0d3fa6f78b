package io.chirograph.event.facts;

import io.chirograph.event.EventType;
import io.chirograph.event.encoding.Fields;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What happens to one request of a batch, which is a call of its own.
///
/// It is open from just before the batch is submitted until its result is fetched, however often the
/// gateway starts in between: the journal does not keep it among the calls that a crash interrupts.
public sealed interface BatchLine extends Fact {
    /// Which request of which batch.
    /// @param batch the call that submitted the batch
    /// @param line its number in the batch, from 1
    /// @param customId the caller's id for it; null in the event of an end
    /// @param fetchedBy the call that fetched its result; null where none did
    record Place(
            UUID batch,
            long line,
            @Nullable String customId,
            @Nullable UUID fetchedBy) implements Fields.Part {
        @Override
        public void writeTo(Fields data) {
            data.id("call", batch)
                    .number("line", line)
                    .word("customId", customId)
                    .id("fetchedBy", fetchedBy);
        }
    }

    /// Durable before the batch leaves for the provider.
    @Fact.Of(EventType.CALL_STARTED)
    record Started(CallStarted call, Place place) implements BatchLine {
        @Override
        public UUID callId() {
            return call.callId();
        }

        @Override
        public void writeTo(Fields data) {
            call.writeTo(data);
            data.object("batch", place);
        }
    }

    /// Durable before the last byte of its result goes back, where one is fetched.
    @Fact.Of(EventType.CALL_COMPLETED)
    record Ended(CallCompleted call, Place place) implements BatchLine {
        @Override
        public UUID callId() {
            return call.callId();
        }

        @Override
        public void writeTo(Fields data) {
            call.writeTo(data);
            data.object("batch", place);
        }
    }

    @Override
    UUID callId();
}
