package io.chirograph.recording;

import io.chirograph.journal.Journal;
import io.chirograph.journal.JournalStatus;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

/// Health component `recording`: DOWN while calls cannot be recorded and so are refused, or when the log has not
/// said for three heartbeats that it is alive.
final class RecordingHealth extends AbstractHealthIndicator {
    private static final int MISSED_BEATS = 3;

    private final Recording recording;
    private final Journal journal;

    RecordingHealth(Recording recording, Journal journal) {
        super("recording cannot be judged");
        this.recording = recording;
        this.journal = journal;
    }

    @Override
    protected void doHealthCheck(Health.Builder builder) {
        boolean alive = recording.heartbeatAge().compareTo(recording.heartbeat().multipliedBy(MISSED_BEATS)) < 0;
        JournalStatus status = journal.status();
        boolean takes = recording.isOpen() && status.failure() == null && !status.full();
        builder.status(takes && alive ? "UP" : "DOWN")
                .withDetail("open", takes)
                .withDetail("openCalls", status.openKeys())
                .withDetail("heartbeatAgeSeconds", recording.heartbeatAge().toSeconds())
                .withDetail("unaccountedRefusals", recording.unaccounted());
    }
}
