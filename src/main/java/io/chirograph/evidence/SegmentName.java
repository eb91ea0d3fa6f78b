package io.chirograph.evidence;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a segment's name says of it.
///
/// @param date the UTC date of its first event
/// @param first the position of its first event
/// @param count how many events it holds, 1 to [#MAX_COUNT]
public record SegmentName(LocalDate date, long first, long count) {
    /// No segment holds more.
    public static final int MAX_COUNT = 65_536;

    private static final Pattern NAME =
            Pattern.compile("dt=([0-9]{4}-[0-9]{2}-[0-9]{2})/([0-9]{16})-([1-9][0-9]{0,4})\\.jsonl\\.zst");

    /// The name that stands behind a log's `events/`; empty when it is none.
    static Optional<SegmentName> parse(String name) {
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

    /// The position after its last event.
    public long end() {
        return first + count;
    }
}
