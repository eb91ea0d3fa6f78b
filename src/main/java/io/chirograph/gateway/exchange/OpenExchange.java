package io.chirograph.gateway.exchange;

import io.chirograph.switches.ActiveSwitch;
import java.time.Duration;

/// A recorded call under way, as those see it who may end it. Thread-safe.
public interface OpenExchange {
    /// How long it has been under way; zero for a socket with no turn open.
    Duration age();

    /// Looks whether it may go on; called by the watch.
    /// @param silentNanos how long a wait has to be silent before its caller is looked at
    void look(long silentNanos);

    /// Ends it because the process stops; it is recorded as interrupted.
    void interrupt();

    /// The process is about to stop: ends it if it would not end by itself.
    default void drain() {}

    /// Whether a switch stops such calls.
    boolean isStoppedBy(ActiveSwitch thrown);

    /// Ends it because an administrator wants it; it is recorded as interrupted.
    void switchOff();
}
