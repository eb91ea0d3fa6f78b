package io.chirograph.console;

import io.chirograph.web.ApiException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A time up to now that figures are told of, in spans of an hour or a day.
enum Period {
    DAY("24 hours", Duration.ofHours(24), ChronoUnit.HOURS),
    WEEK("7 days", Duration.ofDays(7), ChronoUnit.DAYS),
    MONTH("31 days", Duration.ofDays(31), ChronoUnit.DAYS);

    private final String words;
    private final Duration length;
    private final ChronoUnit unit;

    Period(String words, Duration length, ChronoUnit unit) {
        this.words = words;
        this.length = length;
        this.unit = unit;
    }

    static Period of(@Nullable String word) {
        return word == null
                ? DAY
                : Arrays.stream(values())
                        .filter(one -> one.word().equals(word))
                        .findFirst()
                        .orElseThrow(() -> ApiException.badParameter("last", word, "day, week or month"));
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    String words() {
        return words;
    }

    /// The word of a span in questions.
    String span() {
        return unit == ChronoUnit.HOURS ? "hour" : "day";
    }

    /// The beginning, which is that of a span.
    Instant from(Instant now) {
        return now.truncatedTo(unit).minus(length).plus(1, unit);
    }

    /// All spans, as answers name them.
    /// @param since when the first one begins that is wanted, or in it; null for all
    List<String> spans(Instant now, @Nullable Instant since) {
        List<String> spans = new ArrayList<>();
        for (Instant at = since == null ? from(now) : since.truncatedTo(unit);
                !at.isAfter(now);
                at = at.plus(1, unit)) {
            spans.add(
                    unit == ChronoUnit.HOURS
                            ? at.toString()
                            : at.atZone(ZoneOffset.UTC).toLocalDate().toString());
        }
        return spans;
    }

    static List<Period> all() {
        return List.of(values());
    }
}
