package io.chirograph.query.questions;

import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Why more may have been than was found.
/// @param log that it is about; null for all
/// @param from since when, where that is known
/// @param text for people
record Reason(
        Kind kind,
        @Nullable String log,
        @Nullable Instant from,
        @Nullable Instant to,
        String text) {
    static Reason of(Kind kind, @Nullable String log, String text) {
        return new Reason(kind, log, null, null, text);
    }

    enum Kind {
        /// The indexed logs do not say anything of a part of the period, or of one whole log.
        NOT_COVERED,
        /// A log ends so shortly behind the period that something of it may still come.
        NOT_SETTLED,
        /// No event at all lies in the period.
        NO_EVENT,
        /// A log is followed of which nothing is indexed.
        NOT_INDEXED,
        /// The archive cannot be asked which logs it holds.
        ARCHIVE_UNAVAILABLE,
        RECORDING_LAPSED,
        UNCLEAN_STOP,
        SILENCE,
        EXPORT_LATE,
        /// Entries of the log are no events that can be read.
        UNREADABLE,
        /// Calls of the period have not ended, and the question is about what an end says.
        OPEN_CALLS,
        /// Refusals of callers whom nobody authenticated are recorded as sums.
        SUMMED_REFUSALS,
        /// The reader may not see all that the question is about.
        SCOPE;

        @JsonValue
        String code() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }
}
