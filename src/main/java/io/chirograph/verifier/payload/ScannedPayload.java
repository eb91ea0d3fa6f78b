package io.chirograph.verifier.payload;

import io.chirograph.verifier.report.Finding;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What an object below `payloads/` holds.
/// @param place null where its name says none
/// @param packs the records of each readable version of a pack; empty for what is none
/// @param hidden whether a delete marker stands over it and no other bytes do
/// @param findings what is wrong with it by itself
public record ScannedPayload(
        String key, @Nullable PayloadPlace place, List<Pack> packs, boolean hidden, List<Finding> findings) {
    /// One version of a pack.
    /// @param findings what is wrong with the objects beside it
    public record Pack(List<HeldContent> held, List<Finding> findings) {}
}
