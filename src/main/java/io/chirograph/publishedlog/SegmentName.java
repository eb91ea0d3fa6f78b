package io.chirograph.publishedlog;

import io.chirograph.archive.Layout;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A segment's name, and the bounds that writers and readers keep.
/// @param date the UTC date of its first event
/// @param count how many events it holds, 1 to [#MAX_COUNT]
public record SegmentName(LocalDate date, long first, long count) {
    /// No segment holds more events.
    public static final int MAX_COUNT = 65_536;

    /// The lines of a segment have no more bytes, their line feeds included.
    public static final int MAX_CONTENT = 64 << 20;

    /// No segment object has more bytes: room for lines that compression does not make smaller.
    public static final int MAX_OBJECT = 72 << 20;

    static final String DATE = "dt=";

    private static final Pattern NAME =
            Pattern.compile(DATE + "([0-9]{4}-[0-9]{2}-[0-9]{2})/([0-9]{16})-([1-9][0-9]{0,4})\\.jsonl\\.zst");

    /// The name behind a log's `events/`; empty when it is no segment's.
    public static Optional<SegmentName> parse(String name) {
        Matcher parts = NAME.matcher(name);
        if (!parts.matches()) {
            return Optional.empty();
        }
        try {
            SegmentName segment = new SegmentName(
                    LocalDate.parse(parts.group(1)), Long.parseLong(parts.group(2)), Long.parseLong(parts.group(3)));
            return segment.count() > MAX_COUNT || segment.end() > CheckpointNames.LARGEST
                    ? Optional.empty()
                    : Optional.of(segment);
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /// What a key names; empty when that is no segment of this log.
    public static Optional<SegmentName> of(Layout layout, String key) {
        String events = layout.events();
        return key.startsWith(events) ? parse(key.substring(events.length())) : Optional.empty();
    }

    public String key(Layout layout) {
        return layout.segment(date, first, count);
    }

    public long end() {
        return first + count;
    }
}
