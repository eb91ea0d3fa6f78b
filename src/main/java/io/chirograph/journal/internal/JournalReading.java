package io.chirograph.journal.internal;

import io.chirograph.journal.JournalCorruptException;
import io.chirograph.journal.JournalRecord;
import io.chirograph.journal.RecordKind;
import io.chirograph.journal.StoredRecord;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.function.Predicate;

/// Reads durable records, file by file.
final class JournalReading {
    private final Disk disk;
    private final FileSet files;

    JournalReading(Disk disk, FileSet files) {
        this.disk = disk;
        this.files = files;
    }

    /// As `Journal#read`, up to `durable`, which was the durable end when the caller asked.
    long read(long from, long durable, Predicate<StoredRecord> sink) throws JournalCorruptException, IOException {
        List<JournalFile> snapshot = files.all();
        checkRange(from, snapshot.getFirst().firstSequence(), durable);
        var reader = new Reader(sink);
        long at = from;
        for (int i = 0; i < snapshot.size() && at < durable && !reader.satisfied; i++) {
            long until = i + 1 < snapshot.size()
                    ? Math.min(durable, snapshot.get(i + 1).firstSequence())
                    : durable;
            if (at < until) {
                at = readFile(snapshot.get(i), at, until, reader);
            }
        }
        return at;
    }

    private static final class Reader {
        private final Predicate<StoredRecord> sink;
        private boolean satisfied;

        private Reader(Predicate<StoredRecord> sink) {
            this.sink = sink;
        }

        private boolean take(StoredRecord stored) {
            satisfied = !sink.test(stored);
            return satisfied;
        }
    }

    private long readFile(JournalFile of, long from, long until, Reader reader)
            throws IOException, JournalCorruptException {
        try (OpenFile file = disk.openForReading(of.path())) {
            var walk = new FrameWalk(file, of.markFor(from), of.end());
            while (walk.sequence() < until) {
                if (walk.betweenGroups()) {
                    of.mark(walk.sequence(), walk.group(), walk.offset());
                }
                long sequence = walk.sequence();
                Frame frame = walk.next();
                if (frame == null) {
                    throw new JournalCorruptException(of.name() + ": no good frame of group " + walk.group()
                            + " at offset " + walk.offset() + ", where sequence " + sequence
                            + " should be; records up to "
                            + (until - 1) + " were durable in this file");
                }
                RecordKind kind = frame.kind().record();
                if (kind != null && sequence >= from && reader.take(stored(sequence, kind, frame))) {
                    return sequence + 1;
                }
            }
            return until;
        } catch (NoSuchFileException e) {
            checkRange(from, files.firstSequence(), until);
            throw e;
        }
    }

    private static StoredRecord stored(long sequence, RecordKind kind, Frame frame) {
        return new StoredRecord(
                sequence, new JournalRecord(kind, frame.key(), frame.retention(), frame.time(), frame.payload()));
    }

    private static void checkRange(long sequence, long first, long durable) {
        if (sequence < first || sequence > durable) {
            throw new IllegalArgumentException(
                    "sequence " + sequence + " cannot be read: the journal holds " + first + " to " + (durable - 1));
        }
    }
}
