package io.chirograph.journal;

import java.util.List;

/// A record as it stands in the journal.
/// @param sequence its position in the log
/// @param entry what was appended, byte for byte
/// @param content what it names
/// @param epoch of the leader that took it, where others keep the records ([Journal#isShared]); else 0
public record StoredRecord(long sequence, JournalRecord entry, List<StoredContent> content, int epoch) {
    public StoredRecord {
        content = List.copyOf(content);
    }

    /// One on this machine.
    public StoredRecord(long sequence, JournalRecord entry, List<StoredContent> content) {
        this(sequence, entry, content, 0);
    }

    /// One that names no content.
    public StoredRecord(long sequence, JournalRecord entry) {
        this(sequence, entry, List.of());
    }
}
