package io.chirograph.accesslog;

import io.chirograph.Schemas;
import io.chirograph.SettableClock;
import io.chirograph.event.facts.ArchiveAccessed;
import io.chirograph.event.facts.EventEncoder;
import io.chirograph.event.facts.Fact;
import io.chirograph.recording.FactSink;
import io.chirograph.recording.RecordingUnavailable;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

/// A follower, what it records, and a clock.
final class Follow implements FactSink {
    static final Instant NOW = Instant.parse("2026-11-30T20:00:00Z");

    final SettableClock clock = new SettableClock(NOW);
    final List<ArchiveAccessed> recorded = new ArrayList<>();
    private final EventEncoder encoder = new EventEncoder("example.com/gw", clock);

    /// Facts that are still taken before the journal is full; all where negative.
    int room = -1;

    @Override
    public UUID record(Fact fact) throws RecordingUnavailable {
        if (room == 0) {
            throw new RecordingUnavailable("the journal is full", Duration.ofSeconds(1), false, null);
        }
        room--;
        Schemas.assertEvent(encoder.encode(fact).canonical());
        recorded.add((ArchiveAccessed) fact);
        return new UUID(7, recorded.size());
    }

    static Follower.Terms terms(int perMinute, int perObject) {
        return new Follower.Terms(
                "main",
                "s3-server",
                new Requesters("audit", "prod/gw/", List.of("arn:aws:sts::1:assumed-role/gateway/*", "auditor")),
                Duration.ofMinutes(1),
                Duration.ofHours(1),
                Duration.ofDays(2),
                Duration.ofHours(24),
                perMinute,
                perObject);
    }

    Follower open(LogSource source, Path directory) {
        return open(source, directory, terms(60, 5));
    }

    Follower open(LogSource source, Path directory, Follower.Terms terms) {
        return new Follower(terms, source, () -> List.of("OWNKEY"), this, directory.resolve("main.db"), clock);
    }

    List<ArchiveAccessed.Access> singly() {
        return recorded.stream()
                .filter(fact -> fact.access() != null)
                .map(fact -> Objects.requireNonNull(fact.access()))
                .toList();
    }

    List<ArchiveAccessed.Summary> summaries() {
        return recorded.stream()
                .filter(fact -> fact.summary() != null)
                .map(fact -> Objects.requireNonNull(fact.summary()))
                .toList();
    }

    /// A summary of all until now.
    ArchiveAccessed.Summary summary(Follower follower) {
        clock.advance(Duration.ofHours(1));
        follower.run();
        return summaries().getLast();
    }
}
