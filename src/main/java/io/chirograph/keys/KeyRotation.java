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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
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
    /// @throws IllegalArgumentException `revokedFrom` is beyond the log's end, or before the key took over
    synchronized Rotated rotate(String reason, @Nullable Long revokedFrom, Actor operator)
            throws IOException, JournalCorruptException, RecordingUnavailable {
        // A journal that has failed may hold an event that names a key: nothing is removed until a restart tells.
        String failure = journal.status().failure();
        if (failure != null) {
            throw new RecordingUnavailable("the journal is closed for writing: " + failure, RETRY, false, null);
        }
        long end = journal.nextSequence();
        SequencedMap<UUID, Long> rotations = named();
        SequencedSet<UUID> named = rotations.sequencedKeySet();
        long since = named.isEmpty() ? behind() : rotations.lastEntry().getValue();
        if (revokedFrom != null && (revokedFrom < since || revokedFrom > end)) {
            throw new IllegalArgumentException("the position to revoke from is " + revokedFrom
                    + "; the key that is in force has signed the sizes " + since + " to " + end);
        }
        VerifierKey previous = named.isEmpty()
                ? ring.history().newest()
                : ring.load(named.getLast()).verifierKey();
        VerifierKey key = ring.prepare(named).verifierKey();
        trail.record(new KeyRotated(key.encode(), previous.encode(), reason, revokedFrom, operator, KeyRing.mark(key)));
        return new Rotated(key, previous);
    }

    /// The size with which the newest key that the exporter knows took over.
    private long behind() {
        List<KeyHistory.Rotation> known = ring.history().rotations();
        return known.isEmpty() ? 0 : known.getLast().size();
    }

    /// The keys that records behind the exporter's own end name, in order, each with the size with which it takes over.
    private SequencedMap<UUID, Long> named() throws IOException, JournalCorruptException {
        SequencedMap<UUID, Long> named = new LinkedHashMap<>();
        journal.read(Math.max(behind(), journal.firstSequence()), stored -> {
            if (stored.entry().kind() == RecordKind.ROTATES) {
                named.put(stored.entry().key(), stored.sequence() + 1);
            }
            return true;
        });
        return named;
    }
}
