package io.chirograph.identity.signin;

import io.chirograph.identity.operators.Guest;
import io.chirograph.web.ApiException;
import io.chirograph.web.ErrorCode;
import java.time.Instant;
import java.util.Optional;

/// Links that let a guest in, once each. Thread-safe.
public interface GuestLinks {
    /// A link that was opened.
    /// @param until when it ends, and the session with it
    record Opened(Guest guest, Instant until) {}

    /// Records that a guest enters.
    @FunctionalInterface
    interface Entering {
        /// @throws RuntimeException the guest does not enter
        void enter(Guest guest);
    }

    /// Spends a code. On return the entering is recorded and the code is good for nothing, both durable; where
    /// `entering` throws, the code is as good as before.
    /// @return empty of a code that opens nothing now, whyever
    Optional<Opened> open(String code, Entering entering);

    /// The one answer to a link that opens nothing, whyever.
    static ApiException ended() {
        return new ApiException(
                ErrorCode.LINK_ENDED,
                "There is nothing here. A link opens once, for a time; ask whoever gave it to you.");
    }
}
