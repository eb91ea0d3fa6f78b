package io.chirograph.archive.s3;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttribute;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;

/// Compares our clock with the `Date` of a store's responses.
/// A lower bound: the header has no fractions, and the response was made between our sending and our
/// receiving.
final class StoreClock implements ExecutionInterceptor {
    private static final ExecutionAttribute<Instant> SENT = new ExecutionAttribute<>("ChirographSent");
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final InstantSource clock;
    private volatile @Nullable Duration ahead;

    StoreClock(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public void beforeTransmission(Context.BeforeTransmission context, ExecutionAttributes attributes) {
        attributes.putAttribute(SENT, clock.instant());
    }

    @Override
    public void afterTransmission(Context.AfterTransmission context, ExecutionAttributes attributes) {
        Instant sent = attributes.getAttribute(SENT);
        Optional<String> date = context.httpResponse().firstMatchingHeader("Date");
        if (sent != null && date.isPresent()) {
            seen(date.get(), sent, clock.instant());
        }
    }

    void seen(String date, Instant sent, Instant received) {
        Instant told;
        try {
            told = ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
        } catch (DateTimeParseException e) {
            ahead = null;
            return;
        }
        if (sent.isAfter(told.plus(SECOND))) {
            ahead = Duration.between(told.plus(SECOND), sent);
        } else if (received.isBefore(told)) {
            ahead = Duration.between(told, received);
        } else {
            ahead = Duration.ZERO;
        }
    }

    /// How far our clock is ahead of the store's, negative where it is behind; empty before any response and where
    /// the last one told no time.
    Optional<Duration> ahead() {
        return Optional.ofNullable(ahead);
    }
}
