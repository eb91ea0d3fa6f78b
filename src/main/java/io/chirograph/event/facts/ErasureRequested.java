package io.chirograph.event.facts;

import io.chirograph.event.EventType;
import io.chirograph.event.encoding.Fields;
import io.chirograph.event.value.Actor;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The facts of an `erasure.requested` event: the content about one person is to be erased, or a hold forbids it.
///
/// It does not name the person: the log is kept for longer than that may be known.
/// @param requestId the same in all events of one erasure
/// @param tenant whose person it is
/// @param keyIds of the keys that are to be destroyed; empty where the person has none
/// @param legalBasis what entitles to it, such as `GDPR Art. 17(1)(b)`
/// @param refused what is held, so that nothing is destroyed; null where nothing is
@Fact.Of(EventType.ERASURE_REQUESTED)
public record ErasureRequested(
        UUID requestId,
        String tenant,
        List<String> keyIds,
        String reason,
        String legalBasis,
        @Nullable String refused,
        Actor operator)
        implements Fact {
    @Override
    public void writeTo(Fields data) {
        data.id("requestId", requestId)
                .text("tenant", tenant, 256)
                .words("keyIds", keyIds)
                .text("reason", reason, 512)
                .text("legalBasis", legalBasis, 512)
                .text("refused", refused, 512)
                .object("operator", operator);
    }
}
