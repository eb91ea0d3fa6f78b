package io.chirograph.verifier.report;

import io.chirograph.publishedlog.PrintableText;
import io.chirograph.tlog.Hash;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.annotation.JsonSerialize;
import tools.jackson.databind.ser.std.ToStringSerializer;

/// The state of all logs that a meta log covers, as its last round has it.
/// @param time when that round was taken; null of a meta log that has not begun
public record MetaLogState(
        String log,
        String origin,
        long size,

        @JsonSerialize(using = ToStringSerializer.class) @Nullable
        Hash root,

        @Nullable Instant time,
        List<Covered> logs) {
    /// A log that is covered.
    /// @param size of its newest checkpoint that is an entry
    /// @param position of that entry
    /// @param published the size of the newest checkpoint in its archive; null where nothing of it is there
    public record Covered(
            String log, long size, long position, @Nullable Long published) {
        String text() {
            Long newest = published;
            String behind = newest == null
                    ? "gone"
                    : newest < size ? "ends at " + newest : newest == size ? "all" : (newest - size) + " behind";
            return PrintableText.of(log) + " " + size + " (" + behind + ")";
        }
    }

    /// The one line.
    public String text() {
        return "meta log " + origin + " of size " + size + ", root " + root + ", at " + time + ": "
                + (logs.isEmpty()
                        ? "covers nothing"
                        : logs.stream().map(Covered::text).collect(Collectors.joining(", ")));
    }
}
