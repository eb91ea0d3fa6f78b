package io.chirograph.journal.kafka;

import io.chirograph.journal.JournalStatus;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/// DOWN when no record is taken: then calls are refused. Says what acknowledged means, and what the cluster lacks.
record KafkaJournalHealth(KafkaJournal journal) implements HealthIndicator {
    @Override
    public Health health() {
        JournalStatus status = journal.status();
        Health.Builder health = status.failure() == null && !status.full() ? Health.up() : Health.down();
        health.withDetail("durability", journal.durability())
                .withDetail("log", journal.topics().toString())
                .withDetail("claim", journal.isHeld() ? "held" : "not confirmed for " + journal.claimAge() + " seconds")
                .withDetail("firstSequence", status.firstSequence())
                .withDetail("nextSequence", status.nextSequence())
                .withDetail("unconfirmed", status.nextSequence() - status.confirmed())
                .withDetail("openKeys", status.openKeys());
        if (!journal.findings().isEmpty()) {
            health.withDetail("cluster", journal.findings());
        }
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
