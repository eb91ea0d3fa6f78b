package io.chirograph.event.facts;

import io.chirograph.event.EventType;
import io.chirograph.event.encoding.Fields;
import io.chirograph.event.value.RecordedAddress;
import io.chirograph.event.value.RefusalReason;
import java.time.Instant;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/// A fact about somebody who may be turned away at a door.
public sealed interface RefusalFact extends Fact permits AccessAuthenticated, CallRefused {
    /// Why; null where nobody was turned away.
    @Nullable
    RefusalReason refusal();

    /// The stable error code; null where nobody was turned away.
    default @Nullable String code() {
        RefusalReason reason = refusal();
        return reason == null ? null : reason.code();
    }

    /// Whose refusals it is counted with.
    RecordedAddress client();

    /// The facts of an event that stands for many refusals of somebody whom nobody authenticated.
    /// @param type whose: `ai.call.refused` of callers, `access.authenticated` of operators
    /// @param source the address, or the group of addresses, that the connections came from
    /// @param codes how many refusals there were by the code that was sent back
    record Summary(EventType type, String source, SortedMap<String, Long> codes, Instant from, Instant to)
            implements Fact {
        public long count() {
            return codes.values().stream().mapToLong(Long::longValue).sum();
        }

        @Override
        public void writeTo(Fields data) {
            if (type == EventType.ACCESS_AUTHENTICATED) {
                data.constant("outcome", "refused");
            }
            data.object(
                    "summary",
                    summary -> summary.word("source", source)
                            .number("count", count())
                            .scalars("codes", codes, Fields.WORD)
                            .time("from", from)
                            .time("to", to));
        }
    }
}
