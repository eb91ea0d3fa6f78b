package io.chirograph.publishedlog;

import io.chirograph.archive.Layout;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The name of a pack: the content of one retention class that the events of one segment name.
/// @param retentionClass the class, which is the pack's directory
/// @param date that of the segment
/// @param first position of the first event that names content in it
/// @param count how many records it holds, 1 to [#MAX_COUNT]
public record PackName(String retentionClass, LocalDate date, long first, long count) {
    /// Two for each event of the largest segment.
    public static final int MAX_COUNT = 2 * SegmentName.MAX_COUNT;

    /// The lines of a pack have no more bytes, their line feeds included.
    public static final int MAX_CONTENT = 64 << 20;

    /// No pack has more bytes: room for lines that compression does not make smaller.
    public static final int MAX_OBJECT = 72 << 20;

    private static final String CLASS = "[a-z0-9][a-z0-9-]{0,63}";

    private static final Pattern NAME = Pattern.compile(
            "(" + CLASS + ")/dt=([0-9]{4}-[0-9]{2}-[0-9]{2})/([0-9]{16})-([1-9][0-9]{0,5})\\.jsonl\\.zst");

    /// The prefix of all content of a log.
    public static String prefix(Layout layout) {
        return layout.logId() + "/payloads/";
    }

    /// What a key names; empty when that is no pack of this log.
    public static Optional<PackName> of(Layout layout, String key) {
        String prefix = prefix(layout);
        Matcher parts = NAME.matcher(key.startsWith(prefix) ? key.substring(prefix.length()) : "");
        if (!parts.matches()) {
            return Optional.empty();
        }
        try {
            PackName pack = new PackName(
                    parts.group(1),
                    LocalDate.parse(parts.group(2)),
                    Long.parseLong(parts.group(3)),
                    Long.parseLong(parts.group(4)));
            return pack.count() > MAX_COUNT || pack.first() >= CheckpointNames.LARGEST
                    ? Optional.empty()
                    : Optional.of(pack);
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    public String key(Layout layout) {
        return directory(layout) + Layout.number(first) + "-" + count + ".jsonl.zst";
    }

    /// The key of content that is an object of its own beside the pack.
    /// @param position of the event that names it
    /// @param part `request`, `response` or `data`
    public String object(Layout layout, long position, String part) {
        return directory(layout) + object(position, part);
    }

    /// The same without its directory, as the pack's line has it.
    public static String object(long position, String part) {
        return Layout.number(position) + "-" + part;
    }

    static boolean isClass(String name) {
        return name.matches(CLASS);
    }

    /// Where the packs of its class and date are, and content beside them; ends in `/`.
    public String directory(Layout layout) {
        return prefix(layout) + retentionClass + "/dt=" + date + "/";
    }
}
