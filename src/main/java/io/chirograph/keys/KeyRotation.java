package io.chirograph.keys;

import io.chirograph.event.facts.KeyRotated;
import io.chirograph.event.value.Actor;
import io.chirograph.exporter.keys.KeyRing;
import io.chirograph.journal.Journal;
import io.chirograph.journal.JournalCorruptException;
import io.chirograph.journal.RecordKind;
import io.chirograph.recording.FactSink;
import io.chirograph.recording.RecordingUnavailable;
import io.chirograph.tlog.note.KeyHistory;
import io.chirograph.tlog.note.VerifierKey;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Makes another key the log's signing key: the new key is durable in the ring first, then the event that names
/// it. From there on the exporter does the rest by itself, whatever crashes in between.
///
/// One at a time, whoever calls.
@Component
record KeyRotation(KeyRing ring, Journal journal, FactSink trail) {
    private static final Duration RETRY = Duration.ofSeconds(30);

    record Rotated(VerifierKey key, VerifierKey previous) {}

    /// @param revokedFrom the largest size for which the old key alone is still believed; null to retire it only
    /// @throws RecordingUnavailable nothing has changed, or, where its outcome is unknown, a restart will tell
    /// @throws IllegalArgumentException `revokedFrom` is beyond the log's end
    synchronized Rotated rotate(String reason, @Nullable Long revokedFrom, Actor operator)
            throws IOException, JournalCorruptException, RecordingUnavailable {
        // A journal that has failed may hold an event that names a key: nothing is removed until a restart tells.
        String failure = journal.status().failure();
        if (failure != null) {
            throw new RecordingUnavailable("the journal is closed for writing: " + failure, RETRY, false, null);
        }
        long end = journal.nextSequence();
        if (revokedFrom != null && (revokedFrom < 0 || revokedFrom > end)) {
            throw new IllegalArgumentException(
                    "the position to revoke from is " + revokedFrom + "; the log has the positions 0 to " + end);
        }
        SequencedSet<UUID> named = named();
        VerifierKey previous = named.isEmpty()
                ? ring.history().newest()
                : ring.load(named.getLast()).verifierKey();
        VerifierKey key = ring.prepare(named).verifierKey();
        trail.record(new KeyRotated(key.encode(), previous.encode(), reason, revokedFrom, operator, KeyRing.mark(key)));
        return new Rotated(key, previous);
    }

    /// The keys that records behind the exporter's own end name, in order.
    private SequencedSet<UUID> named() throws IOException, JournalCorruptException {
        SequencedSet<UUID> named = new LinkedHashSet<>();
        List<KeyHistory.Rotation> known = ring.history().rotations();
        long behind = known.isEmpty() ? 0 : known.getLast().size();
        journal.read(Math.max(behind, journal.firstSequence()), stored -> {
            if (stored.entry().kind() == RecordKind.ROTATES) {
                named.add(stored.entry().key());
            }
            return true;
        });
        return named;
    }
}
