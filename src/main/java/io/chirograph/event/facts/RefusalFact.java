package io.chirograph.event.facts;

import io.chirograph.event.value.RecordedAddress;
import io.chirograph.event.value.RefusalReason;
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
}
