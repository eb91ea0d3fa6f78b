package io.chirograph.journal;

/// A record as it stands in the journal.
/// @param sequence its position in the log
/// @param entry what was appended, byte for byte
public record StoredRecord(long sequence, JournalRecord entry) {}
