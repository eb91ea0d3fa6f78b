package io.chirograph.recording;

import io.chirograph.event.EventType;
import io.chirograph.event.EventView;
import io.chirograph.event.MalformedEventException;
import io.chirograph.journal.Journal;
import io.chirograph.journal.JournalCorruptException;
import io.chirograph.journal.StoredRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// The record at the end of the journal as it was opened, when the journal still holds it.
record LastRecord(@Nullable StoredRecord stored) {
    static LastRecord of(Journal journal) {
        long end = journal.nextSequence();
        if (end == journal.firstSequence()) {
            return new LastRecord(null);
        }
        AtomicReference<@Nullable StoredRecord> last = new AtomicReference<>();
        try {
            journal.read(end - 1, stored -> {
                last.set(stored);
                return false;
            });
        } catch (IOException e) {
            throw new UncheckedIOException("the last record of the journal, " + (end - 1) + ", cannot be read", e);
        } catch (JournalCorruptException e) {
            throw new IllegalStateException("the last record of the journal, " + (end - 1) + ", does not hold", e);
        }
        return new LastRecord(last.get());
    }

    Optional<Instant> time() {
        return Optional.ofNullable(stored).map(record -> record.entry().time());
    }

    /// Whether there is a last record and it is not the one that a clean stop leaves.
    boolean endsWithoutStop() {
        if (stored == null) {
            return false;
        }
        try {
            return !EventView.read(stored.entry().payload()).type().equals(EventType.LOG_STOPPED.wire());
        } catch (MalformedEventException e) {
            throw new IllegalStateException("record " + stored.sequence() + " of the journal holds no event", e);
        }
    }
}
