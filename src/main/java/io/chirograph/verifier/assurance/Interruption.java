package io.chirograph.verifier.assurance;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonValue;
import io.chirograph.support.json.StrictJson;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A time in which recording, export or checking did not work, as the log's own events say it.
///
/// Times are those of the gateway's clock; `to` may lie before `from` where that clock went back.
/// @param position of the event that says so, or behind which nothing came
/// @param count how many calls, bodies or events it is about; null where that is not known
/// @param reason a code of the kind; null where there is one cause only
public record Interruption(
        Kind kind,
        Instant from,
        Instant to,
        long position,
        @Nullable Long count,
        @Nullable String reason) {
    public Interruption {
        StrictJson.required("kind", kind);
        StrictJson.required("from", from);
        StrictJson.required("to", to);
    }

    public enum Kind {
        /// Calls were refused because nothing could be recorded.
        @JsonProperty("recording-lapsed")
        RECORDING_LAPSED,
        /// The process ended without a word; how many refusals it had counted and not recorded is unknown.
        @JsonProperty("unclean-stop")
        UNCLEAN_STOP,
        /// The process was stopped in order.
        @JsonProperty("stopped")
        STOPPED,
        /// No event for longer than one and a half times the heartbeat interval.
        @JsonProperty("silence")
        SILENCE,
        /// Events waited longer than the bound for the archive.
        @JsonProperty("export-late")
        EXPORT_LATE,
        /// Content could not be scanned as a whole, so that less of it was kept.
        @JsonProperty("scan-incomplete")
        SCAN_INCOMPLETE,
        /// Less content was kept than policy says, for another reason.
        @JsonProperty("content-not-kept")
        CONTENT_NOT_KEPT,
        /// Events are not there any more, or cannot be read, so that nothing is known of this time.
        @JsonProperty("unreadable")
        UNREADABLE;

        @JsonValue
        public String code() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /// In words, for people.
    public String text() {
        return kind.code() + (reason == null ? "" : " (" + reason + ")") + " from " + from + " to " + to
                + " at position " + position + (count == null ? "" : ", " + count + " " + unit());
    }

    private String unit() {
        return switch (kind) {
            case RECORDING_LAPSED -> "calls refused";
            case SCAN_INCOMPLETE, CONTENT_NOT_KEPT -> "bodies";
            case EXPORT_LATE, UNREADABLE, SILENCE, STOPPED, UNCLEAN_STOP -> "events";
        };
    }
}
