package io.chirograph.exporter;

/// What an archive is to get next.
sealed interface NextBatch {
    record Nothing() implements NextBatch {}

    record Staged(SealedBatch batch) implements NextBatch {}

    record Fresh(BatchSealer.Sealed batch) implements NextBatch {}

    record Elsewhere() implements NextBatch {}
}
