package io.chirograph.journal;

import java.util.List;

/// A record as it stands in the journal.
/// @param sequence its position in the log
/// @param entry what was appended, byte for byte
/// @param content what it names
public record StoredRecord(long sequence, JournalRecord entry, List<StoredContent> content) {
    public StoredRecord {
        content = List.copyOf(content);
    }

    /// One that names no content.
    public StoredRecord(long sequence, JournalRecord entry) {
        this(sequence, entry, List.of());
    }
}
