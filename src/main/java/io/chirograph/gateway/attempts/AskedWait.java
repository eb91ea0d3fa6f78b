package io.chirograph.gateway.attempts;

import io.chirograph.gateway.http.Headers;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// How long a provider asks to be left alone (RFC 9110 section 10.2.3, and milliseconds in headers of their own).
final class AskedWait {
    private static final Duration LONGEST = Duration.ofDays(365);

    private AskedWait() {}

    /// Null where it asks nothing that can be understood: a negative number is none.
    static @Nullable Duration of(Headers headers, Instant now) {
        for (String name : new String[] {"retry-after-ms", "x-ms-retry-after-ms"}) {
            Duration asked = number(headers.first(name), 1);
            if (asked != null) {
                return asked;
            }
        }
        String text = headers.first("retry-after");
        Duration seconds = number(text, 1000);
        return seconds != null || text == null ? seconds : date(text.strip(), now);
    }

    private static @Nullable Duration number(@Nullable String text, int millis) {
        if (text == null || !text.strip().matches("[0-9]{1,30}(\\.[0-9]{1,30})?")) {
            return null;
        }
        BigDecimal asked = new BigDecimal(text.strip()).multiply(BigDecimal.valueOf(millis));
        return asked.compareTo(BigDecimal.valueOf(LONGEST.toMillis())) > 0
                ? LONGEST
                : Duration.ofMillis(asked.longValue());
    }

    /// A date that has passed asks for no wait.
    private static @Nullable Duration date(String text, Instant now) {
        try {
            var format = DateTimeFormatter.RFC_1123_DATE_TIME.withLocale(Locale.ROOT);
            Duration until = Duration.between(now, Instant.from(format.parse(text)));
            return until.isNegative() ? Duration.ZERO : until;
        } catch (DateTimeException | ArithmeticException noDate) {
            return null;
        }
    }
}
