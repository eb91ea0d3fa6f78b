package io.chirograph.recording;

import io.chirograph.journal.Journal;
import io.chirograph.journal.JournalCorruptException;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// What the journal holds of the lines of batches, for whoever is not sure what of them was recorded.
/// Thread-safe.
public final class JournaledLines {
    private final Journal journal;

    public JournaledLines(Journal journal) {
        this.journal = journal;
    }

    /// Every [BatchLine] that was recorded by now lies below.
    public long end() {
        return journal.nextSequence();
    }

    /// How often each line is the subject of a record from a position on; null where the journal does not
    /// reach back so far, or ends before.
    /// @param meant the calls of lines that are asked about
    public @Nullable Map<UUID, Integer> since(long position, Predicate<UUID> meant) throws IOException {
        if (position < journal.firstSequence() || position > journal.nextSequence()) {
            return null;
        }
        Map<UUID, Integer> found = new HashMap<>();
        try {
            journal.read(position, stored -> {
                UUID key = stored.entry().key();
                if (meant.test(key)) {
                    found.merge(key, 1, Integer::sum);
                }
                return true;
            });
        } catch (JournalCorruptException e) {
            throw new IOException("the journal cannot be read from record " + position + " on", e);
        }
        return found;
    }
}
