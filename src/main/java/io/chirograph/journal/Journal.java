package io.chirograph.journal;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Durable, ordered, dense: the sequence number of a record is its position in the log for ever.
///
/// All methods may be called from many threads. Several readers may read while records are appended.
public interface Journal extends AutoCloseable {
    /// The largest payload of one record, in bytes.
    int MAX_PAYLOAD = 64 * 1024;

    /// What content of each part can come with its record, in bytes; more is staged before.
    int MAX_INLINE = 256 * 1024;

    /// The largest head of content, in bytes.
    int MAX_HEAD = 2048;

    /// Makes one record durable and answers its sequence number, dense from 0 over the life of the log.
    ///
    /// On return the record survives a power cut. Blocks for as long as the commit takes.
    /// @throws JournalFullException nothing was written; worth another try after `retryAfter`
    /// @throws JournalFailedException the journal is closed for writing; the outcome of this record is unknown
    default long append(JournalRecord entry) throws JournalFullException, JournalFailedException {
        return append(entry, List.of());
    }

    /// The same for a record that names content: one force covers both, and the record comes last.
    /// @param content at most one for each part; the call is `entry.key()`
    /// All that comes with the record, heads included, takes at most 1 MiB: two parts of [#MAX_INLINE] do.
    /// @throws JournalFullException neither was written, what was staged before aside; or that is not kept any more
    /// @throws IllegalArgumentException something is out of its bounds, or not staged as it says
    long append(JournalRecord entry, List<NamedContent> content) throws JournalFullException, JournalFailedException;

    /// The most that several records and their content take together, 64 bytes for each frame included.
    int MAX_TOGETHER = 1 << 20;

    /// The most records that are appended together.
    int MAX_RECORDS = 512;

    /// A record, and the content that it brings along.
    record Entry(JournalRecord record, List<NamedContent> content) {
        public Entry {
            content = List.copyOf(content);
        }
    }

    /// Makes several records durable with one force: all of them or none, whenever the power goes. They follow each
    /// other in the log; answers the sequence number of the first.
    /// @param entries 1 to [#MAX_RECORDS] plain ones; where there are several, nothing of their content is staged
    /// @throws JournalFullException nothing was written
    /// @throws JournalFailedException the journal is closed for writing; all of them are there or none
    /// @throws IllegalArgumentException something is out of its bounds, or takes more than [#MAX_TOGETHER]
    long append(List<Entry> entries) throws JournalFullException, JournalFailedException;

    /// Makes content durable ahead of the record that will name it. It has no position; what no record names is
    /// never read.
    ///
    /// A key that is open may use the reserve when the journal is full. It is kept until it is named or its key is
    /// closed; for a key that is not open, for ten minutes after the last of it. A restart drops it.
    /// @param key the call's; not zero
    /// @param before what was staged of the same part; its bytes follow that. [StagedContent#NONE] begins anew
    /// @param bytes 1 to [#MAX_INLINE]; not to be modified afterwards
    /// @return all that is staged of the part by now
    /// @throws JournalFullException there is no room, or `before` is not kept any more; nothing was written
    /// @throws IllegalArgumentException `before` is not what is staged
    StagedContent stage(UUID key, byte part, StagedContent before, byte[] bytes)
            throws JournalFullException, JournalFailedException;

    /// The bytes of content that a record named, from the first; to be closed. Frames are checked as in [#read].
    /// It is there while the record is not confirmed; after that, while its files are.
    /// @throws JournalCorruptException a frame of it does not hold; on reading as the cause of an [IOException]
    InputStream content(StoredRecord of, StoredContent content) throws JournalCorruptException, IOException;

    /// The sequence number that the next record will get; everything below it is durable.
    long nextSequence();

    /// The oldest sequence number that can still be read.
    long firstSequence();

    /// Hands durable records to `sink` in order, from `sequence` on, until `sink` answers false or the
    /// durable end is reached; answers the sequence number after the last record handed over. Frames are
    /// checked as in recovery.
    /// @throws JournalCorruptException a frame below the durable end does not hold
    /// @throws IllegalArgumentException `sequence` lies before [#firstSequence()] or behind [#nextSequence()]
    long read(long sequence, Predicate<StoredRecord> sink) throws JournalCorruptException, IOException;

    /// Says that every record below `sequence` is in every required archive: files that hold nothing else may
    /// go after their grace period.
    void confirm(long sequence);

    /// Refuses to go on where positions would be used twice: the archive already holds everything below
    /// `sequence`. To be called before the first append; harmless to repeat.
    /// @throws JournalCorruptException this journal ends before `sequence`, so it was lost or replaced; it takes no
    ///     more records
    void requireAtLeast(long sequence) throws JournalCorruptException;

    /// Whether others keep the records, so that positions may be given out twice without this process: after an
    /// election among replicas that lacked some, or where the place was made anew. Whoever publishes records then
    /// compares what it published with what is here, before it publishes more.
    default boolean isShared() {
        return false;
    }

    /// Whether this process is known to be the one that publishes this journal's records now. Where others keep them,
    /// one that was paused may have lost that without knowing: it publishes nothing until it knows.
    default boolean isHeld() {
        return true;
    }

    /// Keys that are open although nobody is going to close them, each with the retention code of the record that
    /// opened it: whoever began or ended them was told that this could not be recorded, and since then records are
    /// taken again. What was open at the start is in [#recovery()].
    default Map<UUID, Byte> abandoned() {
        return Map.of();
    }

    /// What durable means here, in words; null for the disk of this machine.
    default @Nullable String durability() {
        return null;
    }

    /// What was found when this journal was opened.
    RecoveryReport recovery();

    /// A snapshot for health and metrics.
    JournalStatus status();

    /// Makes everything appended durable, marks the stop as clean and releases the lock. Idempotent.
    @Override
    void close();
}
