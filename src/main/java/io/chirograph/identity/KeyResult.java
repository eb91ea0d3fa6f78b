package io.chirograph.identity;

import io.chirograph.event.Actor;

/// Whether a presented gateway key is one of ours.
public sealed interface KeyResult {
    /// It is; the actor holds `application`, `tenant`, `team` and `keyId`, all verified.
    record Known(String keyId, Actor actor) implements KeyResult {}

    /// It is not. Which of the two is for our own records: a caller is told the same either way.
    record Unknown(Reason reason) implements KeyResult {}

    /// Why a key is not known.
    enum Reason {
        /// Not of the form `cg_<id>_<secret>`, such as a provider's own key.
        NOT_A_GATEWAY_KEY,
        /// No such id, or another secret.
        NO_SUCH_KEY
    }
}
