package io.chirograph.exporter;

/// What an archive is to get next.
sealed interface Due {
    /// Nothing for now.
    record Nothing() implements Due {}

    /// A batch that was sealed before.
    record Staged(SealedBatch batch) implements Due {}

    /// A batch that was sealed just now.
    record Fresh(BatchSealer.Sealed batch) implements Due {}

    /// What only other archives hold.
    record Elsewhere() implements Due {}
}
