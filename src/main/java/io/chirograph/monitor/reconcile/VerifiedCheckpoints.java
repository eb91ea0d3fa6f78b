package io.chirograph.monitor.reconcile;

import java.util.Collections;
import java.util.Optional;
import java.util.SortedSet;

/// The newest checkpoint of each log that held when it was examined. A log that ends before it, says something else
/// there, or is gone, was tampered with. Safe for many threads.
public interface VerifiedCheckpoints {
    /// Nothing was ever examined, and nothing is kept.
    VerifiedCheckpoints NOTHING = new VerifiedCheckpoints() {
        @Override
        public SortedSet<String> logs() {
            return Collections.emptySortedSet();
        }

        @Override
        public Optional<byte[]> checkpoint(String log) {
            return Optional.empty();
        }

        @Override
        public void holds(String log, byte[] checkpoint) {
            // nothing is kept
        }
    };

    /// The ids of the logs that are remembered.
    SortedSet<String> logs();

    /// The signed note.
    Optional<byte[]> checkpoint(String log);

    /// The log holds up to this checkpoint. A smaller one than is remembered is passed over.
    void holds(String log, byte[] checkpoint);
}
