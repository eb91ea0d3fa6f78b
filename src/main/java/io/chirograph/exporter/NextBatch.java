package io.chirograph.exporter;

/// What an archive is to get next.
sealed interface NextBatch {
    /// Nothing for now.
    record Nothing() implements NextBatch {}

    /// A batch that was sealed before.
    record Staged(SealedBatch batch) implements NextBatch {}

    /// A batch that was sealed just now.
    record Fresh(BatchSealer.Sealed batch) implements NextBatch {}

    /// What only other archives hold.
    record Elsewhere() implements NextBatch {}
}
