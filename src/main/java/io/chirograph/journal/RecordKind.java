package io.chirograph.journal;

/// What a record does to the set of open keys that the journal keeps for recovery, or tells whoever reads it
/// without decoding it.
public enum RecordKind {
    /// Says nothing about a key.
    PLAIN,
    /// Opens its key: until it is closed, recovery reports it as open.
    OPENS,
    /// Closes its key; may use the reserve when the journal is full.
    CLOSES,
    /// Another signing key takes over behind this record; the low half of its key names it.
    ROTATES
}
