package io.chirograph.journal;

import java.util.function.Predicate;

/// Durable, ordered, dense: the sequence number of a record is its position in the log for ever.
///
/// All methods may be called from many threads. Several readers may read while records are appended.
public interface Journal extends AutoCloseable {
    /// The largest payload of one record, in bytes.
    int MAX_PAYLOAD = 64 * 1024;

    /// Makes one record durable and answers its sequence number, dense from 0 over the life of the log.
    ///
    /// On return the record survives a power cut. Blocks for as long as the commit takes.
    /// @throws JournalFullException nothing was written; worth another try after `retryAfter`
    /// @throws JournalFailedException the journal is closed for writing; the outcome of this record is unknown
    long append(JournalRecord entry) throws JournalFullException, JournalFailedException;

    /// The sequence number that the next record will get; everything below it is durable.
    long nextSequence();

    /// The oldest sequence number that can still be read.
    long firstSequence();

    /// Hands durable records to `sink` in order, from `sequence` on, until `sink` answers false or the
    /// durable end is reached; answers the sequence number after the last record handed over. Frames are
    /// checked as in recovery.
    /// @throws JournalCorruptException a frame below the durable end does not hold
    /// @throws IllegalArgumentException `sequence` lies before [#firstSequence()] or behind [#nextSequence()]
    long read(long sequence, Predicate<StoredRecord> sink) throws JournalCorruptException, java.io.IOException;

    /// Says that every record below `sequence` is in every required archive: files that hold nothing else may
    /// go after their grace period.
    void confirm(long sequence);

    /// Refuses to go on where positions would be used twice: the archive already holds everything below
    /// `sequence`. To be called before the first append; harmless to repeat.
    /// @throws JournalCorruptException this journal ends before `sequence`, so it was lost or replaced; it takes no
    ///     more records
    default void requireAtLeast(long sequence) throws JournalCorruptException {
        if (nextSequence() < sequence) {
            throw new JournalCorruptException(
                    "the journal ends at " + nextSequence() + " but the archive holds everything below " + sequence);
        }
    }

    /// What was found when this journal was opened.
    RecoveryReport recovery();

    /// A snapshot for health and metrics.
    JournalStatus status();

    /// Makes everything appended durable, marks the stop as clean and releases the lock. Idempotent.
    @Override
    void close();
}
