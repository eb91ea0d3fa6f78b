package io.chirograph.query.export;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The wish to have the rest of an export (RFC 9110 section 14): `Range: bytes=N-`, with or without `If-Range`.
/// Other ranges are not served, which RFC 9110 leaves to the server: the answer is the whole.
/// @param ifRange the export that it is the rest of; null where that is not said
record RangeRequest(long from, @Nullable String ifRange) {
    private static final Pattern REST = Pattern.compile("bytes=(0|[1-9][0-9]{0,17})-");

    static @Nullable RangeRequest of(HttpServletRequest request) {
        List<String> ranges = Collections.list(request.getHeaders("Range"));
        Matcher rest = REST.matcher(ranges.size() == 1 ? ranges.getFirst() : "");
        return request.getMethod().equals("GET") && rest.matches()
                ? new RangeRequest(Long.parseLong(rest.group(1)), request.getHeader("If-Range"))
                : null;
    }

    /// The tag of the export that is to go on; null where none of ours is named.
    @Nullable
    EntityTag condition() {
        return ifRange == null ? null : EntityTag.parse(ifRange);
    }

    /// Whether the rest is the rest of what the client has.
    /// @param isPinned whether the question says its cut-off, so that its bytes are the same each time
    boolean holds(EntityTag tag, boolean isPinned) {
        return ifRange == null ? isPinned : ifRange.equals(tag.text());
    }
}
