package io.chirograph.gateway.dialect.live;

import org.jspecify.annotations.Nullable;

/// What a provider's message says of a turn.
/// @param response the provider's id of the response that it is about; null where it names none
/// @param isFailed whether the response that ends has failed
/// @param eventId the client's message that it is about; null where it names none
/// @param lane as in [ClientSays]
public record ProviderSays(
        Step step,
        @Nullable String response,
        boolean isFailed,
        @Nullable String eventId,
        @Nullable String lane) {
    /// Where in a turn it stands.
    public enum Step {
        /// In none, or beside one.
        NONE,
        /// A piece of a response.
        OUTPUT,
        /// A response begins, for the oldest turn that waits for one.
        BEGINS,
        /// It ends.
        ENDS,
        /// What a recording was sent for is done, and no response comes of it.
        HEARD,
        /// The client's message, or the newest that waits, was turned away.
        REJECTED,
        /// The newest turn that waits was turned away; where none waits, the one under way has failed.
        FAILED,
        /// What a client said beside a response is taken into a later one.
        QUEUED
    }

    static final ProviderSays NOTHING = new ProviderSays(Step.NONE, null, false, null, null);
}
