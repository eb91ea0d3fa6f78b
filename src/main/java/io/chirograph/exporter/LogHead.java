package io.chirograph.exporter;

import io.chirograph.exporter.keys.ExportStoppedException;
import io.chirograph.publishedlog.DamagedObjectException;
import io.chirograph.tlog.tile.TreeBuilder;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/// The end of the published log, and what continuing it needs.
/// @param tree the tree as published; nobody changes it
/// @param date `dt` of the last published segment; null when there is none
/// @param checkpoint the last published checkpoint; null when there is none
record LogHead(
        TreeBuilder tree,
        @Nullable LocalDate date,
        @Nullable SealedObject checkpoint) {
    long size() {
        return tree.size();
    }

    /// The edge behind `batch`, computed from the batch's own bytes.
    /// @throws ExportStoppedException these bytes do not give the root that the batch's checkpoint signs
    LogHead behind(SealedBatch batch) throws ExportStoppedException {
        if (batch.from() != size()) {
            throw new ExportStoppedException("a staged batch from " + batch.from() + " does not go on at " + size());
        }
        TreeBuilder grown = tree.copy();
        try {
            batch.leaves().forEach(leaf -> grown.append(leaf, tile -> {}));
        } catch (DamagedObjectException e) {
            throw new ExportStoppedException("a staged batch to " + batch.to() + " is damaged: " + e.getMessage());
        }
        if (grown.size() != batch.to() || !grown.root().equals(batch.root())) {
            throw new ExportStoppedException("a staged batch to " + batch.to() + " does not hold what it signs");
        }
        return new LogHead(grown, batch.date(), batch.checkpoint());
    }
}
