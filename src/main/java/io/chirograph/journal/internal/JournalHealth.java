package io.chirograph.journal.internal;

import io.chirograph.journal.JournalStatus;
import java.time.Duration;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/// DOWN when the journal takes no more records, or none that begin a call: then calls are refused.
record JournalHealth(DiskJournal journal) implements HealthIndicator {
    @Override
    public Health health() {
        JournalStatus status = journal.status();
        Health.Builder health = status.failure() == null && !status.full() ? Health.up() : Health.down();
        health.withDetail("bytes", status.bytes())
                .withDetail("maxBytes", status.maxBytes())
                .withDetail("filling", journal.filling())
                .withDetail("firstSequence", status.firstSequence())
                .withDetail("nextSequence", status.nextSequence())
                .withDetail("unconfirmed", status.nextSequence() - status.confirmed())
                .withDetail("openKeys", status.openKeys())
                .withDetail(
                        "timeUntilFull",
                        journal.timeUntilFull().map(Duration::toString).orElse("not growing"));
        String refusal = journal.refusal();
        if (refusal != null) {
            health.withDetail("full", refusal);
        }
        if (status.failure() != null) {
            health.withDetail("failure", status.failure());
        }
        return health.build();
    }
}
