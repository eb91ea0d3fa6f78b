package io.chirograph.archive;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a segment's name says of it, and the bounds of a segment: whoever writes one and whoever reads it goes by
/// these.
///
/// @param date the UTC date of its first event
/// @param first the position of its first event
/// @param count how many events it holds, 1 to [#MAX_COUNT]
public record SegmentName(LocalDate date, long first, long count) {
    /// No segment holds more events.
    public static final int MAX_COUNT = 65_536;

    /// The lines of a segment have no more bytes, their line feeds included.
    public static final int MAX_CONTENT = 64 << 20;

    /// No segment object has more bytes; what does not get smaller by compression has room.
    public static final int MAX_OBJECT = 72 << 20;

    private static final Pattern NAME =
            Pattern.compile("dt=([0-9]{4}-[0-9]{2}-[0-9]{2})/([0-9]{16})-([1-9][0-9]{0,4})\\.jsonl\\.zst");

    /// The name that stands behind a log's `events/`; empty when it is none.
    public static Optional<SegmentName> parse(String name) {
        Matcher parts = NAME.matcher(name);
        if (!parts.matches()) {
            return Optional.empty();
        }
        try {
            SegmentName segment = new SegmentName(
                    LocalDate.parse(parts.group(1)), Long.parseLong(parts.group(2)), Long.parseLong(parts.group(3)));
            return segment.count() > MAX_COUNT ? Optional.empty() : Optional.of(segment);
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /// Its key in a log.
    public String key(Layout layout) {
        return layout.segment(date, first, count);
    }

    /// The position after its last event.
    public long end() {
        return first + count;
    }
}
