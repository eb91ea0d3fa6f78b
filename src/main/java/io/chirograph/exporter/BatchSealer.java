package io.chirograph.exporter;

import io.chirograph.archive.Layout;
import io.chirograph.exporter.keys.ExportStoppedException;
import io.chirograph.journal.JournalCorruptException;
import io.chirograph.journal.RecordKind;
import io.chirograph.journal.StoredRecord;
import io.chirograph.publishedlog.SegmentCodec;
import io.chirograph.publishedlog.SegmentName;
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
        return cut(new Cut(edge, null)).seal();
    }

    /// The batch that `segment` was cut from, which another process of this log left without a checkpoint.
    /// @throws ExportStoppedException no batch of these records has that name
    Sealed again(LogHead edge, SegmentName segment)
            throws IOException, JournalCorruptException, ExportStoppedException, SigningException {
        Sealed sealed = cut(new Cut(edge, segment)).seal();
        if (!sealed.batch().segment().key().equals(segment.key(log.layout()))) {
            throw new ExportStoppedException(
                    "the archive holds " + segment.key(log.layout()) + ", and the journal's records give "
                            + sealed.batch().segment().key());
        }
        return sealed;
    }

    private Cut cut(Cut cut) throws IOException, JournalCorruptException, ExportStoppedException {
        log.journal().read(cut.from, cut::take);
        String refused = cut.refused;
        if (refused != null) {
            throw new ExportStoppedException(refused);
        }
        return cut;
    }

    private final class Cut {
        private final Layout layout = log.layout();
        private final int maxEvents = log.properties().maxEvents();
        private final long maxBytes = log.properties().maxBytes().toBytes();
        private final TreeBuilder tree;
        private final long from;
        private final long most;
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

        /// @param like the segment whose bounds hold; null for those of the settings
        Cut(LogHead edge, @Nullable SegmentName like) {
            this.tree = edge.tree().copy();
            this.from = edge.size();
            this.most = like == null ? 0 : like.count();
            this.before = edge.date();
        }

        boolean take(StoredRecord entry) {
            byte[] payload = entry.entry().payload();
            LocalDate day = dateOf(entry.entry().time());
            boolean isOver = most > 0
                    ? tree.size() - from >= most
                    : tree.size() - from >= maxEvents
                            || (tree.size() > from && lines.size() + payload.length + 1 > maxBytes);
            if (takesOver != null || isOver || (date != null && !day.equals(date))) {
                return false;
            }
            ContentPacker.Weight with = weight.plus(entry);
            if (most == 0 && tree.size() > from && with.isTooMuch()) {
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
