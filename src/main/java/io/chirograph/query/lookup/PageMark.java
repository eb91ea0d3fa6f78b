package io.chirograph.query.lookup;

import io.chirograph.query.index.AsOf;
import io.chirograph.query.index.ItemNumber;
import io.chirograph.query.index.RowId;
import io.chirograph.web.ApiException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What a cursor holds: where the last page ended, as of which sizes, and for which query.
/// @param query the digest of the query's parameters; a cursor is good for its own query only
/// @param time of the last item, in milliseconds
/// @param item the last item: its number in the list of items, of a timeline from what links were followed too, or an
/// event's log and position
/// @param sizes what the first page was complete to
public record PageMark(String query, long time, String item, Map<String, Long> sizes) {
    private static final Pattern FORM =
            Pattern.compile("[0-9a-f]{16}\\|[0-9]{1,15}\\|[A-Za-z0-9._=:-]{1,300}\\|([A-Za-z0-9._=-]+:[0-9]{1,15},)*");

    private static final Pattern NUMBERED = Pattern.compile("([0-9]{1,18})(:all|:period|:none)?");

    public PageMark {
        sizes = new TreeMap<>(sizes);
    }

    /// The opaque text that a caller gets.
    String encode() {
        StringBuilder text = new StringBuilder(query + "|" + time + "|" + item + "|");
        sizes.forEach((log, size) -> text.append(log).append(':').append(size).append(','));
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(text.toString().getBytes(StandardCharsets.US_ASCII));
    }

    public static PageMark decode(String cursor) {
        String text;
        try {
            text = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.ISO_8859_1);
        } catch (IllegalArgumentException e) {
            throw malformed(cursor);
        }
        if (!FORM.matcher(text).matches()) {
            throw malformed(cursor);
        }
        String[] parts = text.split("\\|", -1);
        Map<String, Long> sizes = new TreeMap<>();
        for (String size : parts[3].split(",", -1)) {
            int colon = size.indexOf(':');
            if (colon > 0) {
                sizes.put(size.substring(0, colon), Long.parseLong(size.substring(colon + 1)));
            }
        }
        return new PageMark(parts[0], Long.parseLong(parts[1]), parts[2], sizes);
    }

    /// Behind an item, as of what the list is as of.
    static PageMark of(ListQuery query, long number, AsOf asOf) {
        return of(query, ItemNumber.time(number), Long.toString(number), asOf);
    }

    static PageMark of(ListQuery query, long time, String item, AsOf asOf) {
        return new PageMark(query.digest(), time, item, asOf.sizes());
    }

    /// The same of a timeline, which goes on with the links that it began with.
    PageMark with(Page.Links links) {
        return new PageMark(query, time, item + ":" + links.code(), sizes);
    }

    /// The number of the last item.
    long number() {
        Matcher numbered = NUMBERED.matcher(item);
        if (!numbered.matches()) {
            throw malformed(encode());
        }
        return Long.parseLong(numbered.group(1));
    }

    /// From what links a timeline was; null where it is not said.
    Page.@Nullable Links links() {
        return Arrays.stream(Page.Links.values())
                .filter(links -> item.endsWith(":" + links.code()))
                .findFirst()
                .orElse(null);
    }

    /// Where the last item stood that was an event.
    long place(AsOf asOf) {
        int colon = item.indexOf(':');
        Long log = colon < 0 ? null : asOf.numbers().get(item.substring(0, colon));
        if (log == null || !item.substring(colon + 1).matches("[0-9]{1,14}")) {
            throw malformed(encode());
        }
        return RowId.of(log, Long.parseLong(item.substring(colon + 1)));
    }

    private static ApiException malformed(String cursor) {
        return ApiException.badParameter("cursor", cursor, "the 'next' of an earlier page");
    }
}
