package io.chirograph.recording;

import java.io.IOException;
import java.util.Optional;

/// Which policy was in force when the process before this one ended, as the log says. Safe for many threads.
public interface StatedPolicy {
    /// Whether nothing was ever recorded before this process.
    boolean isNewLog();

    /// The digest; empty when the records that the journal still holds do not say.
    /// @throws IOException they cannot be read
    Optional<String> digest() throws IOException;
}
