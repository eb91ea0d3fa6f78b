package io.chirograph.verifier.scan;

import io.chirograph.publishedlog.RotationEvent;
import io.chirograph.publishedlog.SegmentName;
import io.chirograph.tlog.Hash;
import io.chirograph.tlog.tile.Tile;
import io.chirograph.verifier.report.Finding;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What one segment holds, without its bytes.
/// @param name null when the key is no segment's name; then nothing else is known
/// @param leaves the leaf hash of each entry; empty when the object is damaged
/// @param events what each entry says; null where it is no event
/// @param rotations the events that make another key the signing key
/// @param tiles the full tiles of level 0 that begin in this segment, by index; empty where the archive has none
/// @param hidden whether a delete marker stands over it and no other bytes do
/// @param findings what is wrong with the object and its entries
public record ScannedSegment(
        String key,
        @Nullable SegmentName name,
        List<Hash> leaves,
        List<@Nullable EventFacts> events,
        List<RotationEvent> rotations,
        Map<Long, Optional<Tile>> tiles,
        boolean hidden,
        List<Finding> findings) {
    /// One that holds nothing that can be read.
    static ScannedSegment unread(
            String key,
            @Nullable SegmentName name,
            Map<Long, Optional<Tile>> tiles,
            boolean hidden,
            List<Finding> findings) {
        return new ScannedSegment(key, name, List.of(), List.of(), List.of(), tiles, hidden, findings);
    }

    /// The time of its last event; null when none can be read.
    public @Nullable Instant lastTime() {
        return events.reversed().stream()
                .filter(Objects::nonNull)
                .findFirst()
                .map(EventFacts::time)
                .orElse(null);
    }

    /// What its first event says of the log before this one.
    public @Nullable SuccessionFacts succession() {
        EventFacts opening = events.isEmpty() ? null : events.getFirst();
        return opening == null ? null : opening.succeeds();
    }
}
