package io.chirograph.exporter;

import io.chirograph.archive.Layout;
import io.chirograph.exporter.keys.ExportStoppedException;
import io.chirograph.journal.JournalCorruptException;
import io.chirograph.journal.RecordKind;
import io.chirograph.journal.StoredRecord;
import io.chirograph.publishedlog.SegmentCodec;
import io.chirograph.tlog.TreeHasher;
import io.chirograph.tlog.note.Checkpoint;
import io.chirograph.tlog.note.SignedNote;
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
/// Never looks into a record, and into content only as far as its pack needs it.
record BatchSealer(ExportedLog log) {
    /// @param place name under which the batch is staged
    /// @param isFull whether its content left no room for the next record
    record Sealed(SealedBatch batch, LogHead edge, String place, boolean isFull) {
        Sealed(SealedBatch batch, LogHead edge, String place) {
            this(batch, edge, place, false);
        }
    }

    /// The batch behind `edge`, as large as its bounds and its date allow; there is at least one durable record.
    /// Content of it that is too large for a pack is staged on return.
    Sealed next(LogHead edge) throws IOException, JournalCorruptException, ExportStoppedException, SigningException {
        Cut cut = new Cut(edge);
        log.journal().read(edge.size(), cut::take);
        String refused = cut.refused;
        if (refused != null) {
            throw new ExportStoppedException(refused);
        }
        return cut.seal();
    }

    private final class Cut {
        private final Layout layout = log.layout();
        private final int maxEvents = log.properties().maxEvents();
        private final long maxBytes = log.properties().maxBytes().toBytes();
        private final TreeBuilder tree;
        private final long from;
        private final @Nullable LocalDate before;
        private final List<SealedObject> objects = new ArrayList<>();
        private final ByteArrayOutputStream lines = new ByteArrayOutputStream();
        private final SortedSet<Byte> codes = new TreeSet<>();
        private final List<StoredRecord> naming = new ArrayList<>();
        private ContentPacker.Weight weight = ContentPacker.Weight.NONE;
        private boolean isFull;
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
            ContentPacker.Weight with = weight.plus(entry);
            if (tree.size() > from && with.isTooMuch()) {
                isFull = true;
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
            weight = with;
            if (!entry.content().isEmpty()) {
                naming.add(entry);
            }
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
        Sealed seal() throws IOException, SigningException, ExportStoppedException, JournalCorruptException {
            LocalDate day = date;
            if (day == null) {
                throw new IOException("the journal gave no record from " + from + " on");
            }
            long to = tree.size();
            String place = Staging.place(from);
            SealedBatch.Content content = new ContentPacker(
                            layout, log.journal(), (one, bytes) -> log.staging().keep(place, one, bytes))
                    .pack(naming, day);
            if (takesOver != null) {
                log.keys().activate(to - 1, takesOver);
            }
            byte[] segment = SegmentCodec.encode(lines.toByteArray());
            objects.addFirst(new SealedObject(layout.segment(day, from, to - from), segment));
            Checkpoint checkpoint = new Checkpoint(log.identity().origin(), to, tree.root());
            objects.add(new SealedObject(
                    layout.checkpoint(to),
                    SignedNote.sign(checkpoint.text(), log.keys().signers(to)).bytes()));
            var batch = new SealedBatch(layout.logId(), from, to, day, tree.root(), codes, content, objects);
            return new Sealed(batch, new LogHead(tree, day, batch.checkpoint()), place, isFull);
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
