package io.chirograph.spring.outbox;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What is in the outbox and not recorded.
/// @param oldest when the oldest that is not parked was written; null where none is
record OutboxStatus(long waiting, long parked, @Nullable Instant oldest) {
    Duration age(Instant now) {
        return oldest == null || oldest.isAfter(now) ? Duration.ZERO : Duration.between(oldest, now);
    }
}
