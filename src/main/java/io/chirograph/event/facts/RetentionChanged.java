package io.chirograph.event.facts;

import io.chirograph.event.EventType;
import io.chirograph.event.encoding.Fields;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The facts of a `retention.changed` event: the locks of objects differ from those of the last scan.
/// @param objects how many versions of objects
/// @param keys the first of them
/// @param before the earliest date that one of them had; null where there was none
/// @param after the earliest date that one of them has; null where there is none
/// @param shortened whether they are held for less time or more weakly
/// @param request the id of the request's event, where that is the cause
@Fact.Of(EventType.RETENTION_CHANGED)
public record RetentionChanged(
        String archive,
        long objects,
        List<String> keys,
        @Nullable Instant before,
        @Nullable Instant after,
        boolean shortened,
        Cause cause,
        @Nullable UUID request)
        implements Fact {
    public enum Cause {
        /// A recorded request.
        REQUEST,
        /// The writer keeps the objects that live as long as the log.
        WRITER,
        /// Nothing that is known.
        UNKNOWN
    }

    @Override
    public void writeTo(Fields data) {
        data.text("archive", archive, 256)
                .number("objects", objects)
                .texts("keys", keys, 20, 1024)
                .time("before", before)
                .time("after", after)
                .flag("shortened", shortened)
                .constant("cause", cause.name().toLowerCase(Locale.ROOT))
                .id("request", request)
                .flag("matched", cause != Cause.UNKNOWN);
    }
}
