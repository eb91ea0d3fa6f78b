package io.chirograph.journal;

import org.jspecify.annotations.Nullable;

/// A snapshot of the journal.
/// @param failure why the journal is closed for writing; null while it takes records
/// @param full whether records that open or stand alone are refused for want of space
/// @param bytes size of all its files
/// @param maxBytes the configured bound
/// @param firstSequence oldest readable record
/// @param nextSequence the durable end
/// @param confirmed everything below is archived
/// @param openKeys how many keys are open now
public record JournalStatus(
        @Nullable String failure,
        boolean full,
        long bytes,
        long maxBytes,
        long firstSequence,
        long nextSequence,
        long confirmed,
        int openKeys) {}
