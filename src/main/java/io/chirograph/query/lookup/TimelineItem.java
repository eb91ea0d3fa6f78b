package io.chirograph.query.lookup;

import com.fasterxml.jackson.annotation.JsonValue;
import io.chirograph.query.index.IndexedCall;
import io.chirograph.query.index.IndexedEvent;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// One entry of a timeline: a call, or an event of no call.
/// @param linked how it came in; null where the question means it
public record TimelineItem(
        @Nullable IndexedCall call,
        @Nullable IndexedEvent event,
        @Nullable Way linked) {
    /// How something that a question does not mean is linked with what it means.
    public enum Way {
        /// A call that an event of the timeline names.
        NAMED,
        /// An event that names a call of the timeline.
        NAMES;

        @JsonValue
        String code() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
