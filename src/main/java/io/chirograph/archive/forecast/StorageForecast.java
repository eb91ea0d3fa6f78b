package io.chirograph.archive.forecast;

import io.chirograph.archive.settings.PriceProperties;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What an archive got in a while, and what that comes to.
/// @param from when what was measured began; later than a day before `to` where the archive is younger
/// @param partial whether there was more than is looked at, so that everything is more than is said here
public record StorageForecast(String archive, Instant from, Instant to, List<Part> parts, boolean partial) {
    /// What writing one object takes: two listings, a PUT, and the lock read back.
    static final int REQUESTS_PER_OBJECT = 4;

    static final double DAYS_IN_A_MONTH = 365.2425 / 12;

    /// @param kind `segments`, `payloads`, `checkpoints`, `tiles`, `cosignatures` or `timestamps`
    /// @param retentionClass null for what lives as long as the log
    /// @param days of retention: of the class, or of what lives as long as the log until it is first lengthened
    public record Part(String kind, @Nullable String retentionClass, long days, long objects, long bytes) {}

    public StorageForecast {
        parts = List.copyOf(parts);
    }

    public Duration measured() {
        return Duration.between(from, to);
    }

    public double perDay() {
        return Duration.ofDays(1).toMillis() / (double) Math.max(1, measured().toMillis());
    }

    public double bytesPerDay() {
        return perDay() * parts.stream().mapToLong(Part::bytes).sum();
    }

    public double objectsPerDay() {
        return perDay() * parts.stream().mapToLong(Part::objects).sum();
    }

    /// Requests that writing takes; reading, polling and checks come on top.
    public double requestsPerDay() {
        long segments = parts.stream()
                .filter(part -> part.kind().equals("segments"))
                .mapToLong(Part::objects)
                .sum();
        return REQUESTS_PER_OBJECT * objectsPerDay() + perDay() * segments;
    }

    /// Bytes when as much runs out as comes in; what lives as long as the log goes on growing after that.
    public double bytesAtEnd() {
        return parts.stream().mapToDouble(this::bytesAtEnd).sum();
    }

    public double bytesAtEnd(Part part) {
        return perDay() * part.bytes() * part.days();
    }

    /// Bytes after a month, of all that is kept for one.
    public double bytesAfterMonth() {
        return parts.stream()
                .mapToDouble(part -> perDay() * part.bytes() * Math.min((double) part.days(), DAYS_IN_A_MONTH))
                .sum();
    }

    /// What a month costs while the archive holds so much; empty without any price.
    public @Nullable Double costPerMonth(double bytes, PriceProperties price) {
        if (price.perGbMonth() == null && price.perThousandRequests() == null) {
            return null;
        }
        double storage = price.perGbMonth() == null ? 0 : price.perGbMonth().doubleValue() * bytes / (1L << 30);
        double requests = price.perThousandRequests() == null
                ? 0
                : price.perThousandRequests().doubleValue() * requestsPerDay() * DAYS_IN_A_MONTH / 1000;
        return storage + requests;
    }
}
