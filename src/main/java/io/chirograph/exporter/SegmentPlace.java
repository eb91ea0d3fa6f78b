package io.chirograph.exporter;

import io.chirograph.archive.Layout;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a segment's name says: its date, the position of its first event, how many there are.
record SegmentPlace(LocalDate date, long first, long count) {
    private static final Pattern NAME =
            Pattern.compile(".*/dt=([0-9]{4}-[0-9]{2}-[0-9]{2})/([0-9]{16})-([1-9][0-9]{0,8})\\.jsonl\\.zst");

    static Optional<SegmentPlace> parse(String key) {
        Matcher parts = NAME.matcher(key);
        if (!parts.matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new SegmentPlace(
                    LocalDate.parse(parts.group(1)), Long.parseLong(parts.group(2)), Long.parseLong(parts.group(3))));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /// The position behind its last event.
    long end() {
        return first + count;
    }

    String key(Layout layout) {
        return layout.segment(date, first, count);
    }
}
