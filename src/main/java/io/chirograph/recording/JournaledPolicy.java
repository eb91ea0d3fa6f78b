package io.chirograph.recording;

import io.chirograph.event.EventType;
import io.chirograph.event.EventView;
import io.chirograph.event.MalformedEventException;
import io.chirograph.journal.Journal;
import io.chirograph.journal.JournalCorruptException;
import io.chirograph.journal.StoredRecord;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/// Reads it from the end of the journal as it was opened: each call names the digest of the policy that it was judged
/// by, and `config.changed` those of a change.
final class JournaledPolicy implements StatedPolicy {
    /// How many of the last records are looked at.
    private static final int REACH = 20_000;

    private final Journal journal;
    private final long end;

    /// To be made before this process records anything.
    JournaledPolicy(Journal journal) {
        this.journal = journal;
        this.end = journal.nextSequence();
    }

    @Override
    public boolean isNewLog() {
        return end == 0;
    }

    @Override
    public Optional<String> digest() throws IOException {
        AtomicReference<String> changed = new AtomicReference<>("");
        AtomicReference<String> judged = new AtomicReference<>("");
        long from = Math.max(journal.firstSequence(), end - REACH);
        if (from >= end) {
            return Optional.empty();
        }
        try {
            journal.read(from, stored -> {
                if (stored.sequence() < end) {
                    note(stored, changed, judged);
                }
                return stored.sequence() + 1 < end;
            });
        } catch (JournalCorruptException e) {
            throw new IOException(e.getMessage(), e);
        }
        // a call that was judged before a change may be recorded after it
        return Stream.of(changed.get(), judged.get())
                .filter(digest -> !digest.isEmpty())
                .findFirst();
    }

    private static void note(StoredRecord stored, AtomicReference<String> changed, AtomicReference<String> judged) {
        try {
            EventView event = EventView.read(stored.entry().payload());
            if (!event.type().equals(EventType.CONFIG_CHANGED.wire())) {
                set(judged, event.data().at("/policy/policyDigest"));
            } else if (event.data().path("setting").asString("").equals("policy")) {
                set(changed, event.data().at("/after/digest"));
            }
        } catch (MalformedEventException saysNothing) {
            // other readers report it
        }
    }

    private static void set(AtomicReference<String> digest, JsonNode value) {
        if (value.isString()) {
            digest.set(value.stringValue());
        }
    }
}
