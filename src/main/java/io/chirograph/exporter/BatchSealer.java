package io.chirograph.exporter;

import io.chirograph.archive.Layout;
import io.chirograph.exporter.keys.ExportStoppedException;
import io.chirograph.exporter.keys.KeyRing;
import io.chirograph.exporter.keys.LogIdentity;
import io.chirograph.journal.Journal;
import io.chirograph.journal.JournalCorruptException;
import io.chirograph.journal.RecordKind;
import io.chirograph.journal.StoredRecord;
import io.chirograph.publishedlog.SegmentCodec;
import io.chirograph.tlog.TreeHasher;
import io.chirograph.tlog.note.Checkpoint;
import io.chirograph.tlog.note.SigningException;
import io.chirograph.tlog.tile.TreeBuilder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Cuts the next batch out of the journal and signs it.
/// Never looks into a record.
record BatchSealer(Journal journal, LogIdentity log, KeyRing keys, int maxEvents, long maxBytes) {
    record Sealed(SealedBatch batch, LogHead edge) {}

    /// The batch behind `edge`, as large as its bounds and its date allow; there is at least one durable record.
    Sealed next(LogHead edge) throws IOException, JournalCorruptException, ExportStoppedException, SigningException {
        Cut cut = new Cut(edge);
        journal.read(edge.size(), cut::take);
        String refused = cut.refused;
        if (refused != null) {
            throw new ExportStoppedException(refused);
        }
        return cut.seal();
    }

    private final class Cut {
        private final Layout layout = new Layout(log.id());
        private final TreeBuilder tree;
        private final long from;
        private final @Nullable LocalDate before;
        private final List<SealedObject> objects = new ArrayList<>();
        private final ByteArrayOutputStream lines = new ByteArrayOutputStream();
        private final SortedSet<Byte> codes = new TreeSet<>();
        private @Nullable LocalDate date;
        private @Nullable UUID takesOver;
        private @Nullable String refused;

        Cut(LogHead edge) {
            this.tree = edge.tree().copy();
            this.from = edge.size();
            this.before = edge.date();
        }

        boolean take(StoredRecord entry) {
            byte[] payload = entry.entry().payload();
            LocalDate day = dateOf(entry.entry().time());
            if (takesOver != null
                    || tree.size() - from >= maxEvents
                    || (tree.size() > from && lines.size() + payload.length + 1 > maxBytes)
                    || (date != null && !day.equals(date))) {
                return false;
            }
            if (entry.sequence() != tree.size()) {
                refused = "the journal gave record " + entry.sequence() + " where " + tree.size() + " was due";
                return false;
            }
            if (holdsLineFeed(payload)) {
                refused = "record " + entry.sequence() + " holds a line feed and cannot be a line of a segment";
                return false;
            }
            date = day;
            codes.add(entry.entry().retention());
            lines.writeBytes(payload);
            lines.write('\n');
            tree.append(
                    TreeHasher.leaf(payload),
                    tile -> objects.add(new SealedObject(layout.tile(tile.id().path()), tile.bytes())));
            if (entry.entry().kind() == RecordKind.ROTATES) {
                takesOver = entry.entry().key();
            }
            return true;
        }

        /// `dt` never decreases: an event from a clock that stepped back stays with its neighbours.
        private LocalDate dateOf(Instant time) {
            LocalDate day = time.atZone(ZoneOffset.UTC).toLocalDate();
            LocalDate least = date != null ? date : before;
            return least != null && day.isBefore(least) ? least : day;
        }

        /// A batch whose last record makes another key the signing key is signed by both, and no batch holds one
        /// anywhere else.
        Sealed seal() throws IOException, SigningException, ExportStoppedException {
            LocalDate day = date;
            if (day == null) {
                throw new IOException("the journal gave no record from " + from + " on");
            }
            long to = tree.size();
            if (takesOver != null) {
                keys.activate(to - 1, takesOver);
            }
            byte[] segment = SegmentCodec.encode(lines.toByteArray());
            objects.addFirst(new SealedObject(layout.segment(day, from, to - from), segment));
            Checkpoint checkpoint = new Checkpoint(log.origin(), to, tree.root());
            objects.add(new SealedObject(
                    layout.checkpoint(to), checkpoint.sign(keys.signers(to)).bytes()));
            var batch = new SealedBatch(log.id(), from, to, day, tree.root(), codes, objects);
            return new Sealed(batch, new LogHead(tree, day, batch.checkpoint()));
        }
    }

    private static boolean holdsLineFeed(byte[] payload) {
        for (byte b : payload) {
            if (b == '\n') {
                return true;
            }
        }
        return false;
    }
}
