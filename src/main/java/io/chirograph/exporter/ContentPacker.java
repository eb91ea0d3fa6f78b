package io.chirograph.exporter;

import io.chirograph.archive.Layout;
import io.chirograph.exporter.keys.ExportStoppedException;
import io.chirograph.journal.Journal;
import io.chirograph.journal.JournalCorruptException;
import io.chirograph.journal.StoredContent;
import io.chirograph.journal.StoredRecord;
import io.chirograph.publishedlog.PackCodec;
import io.chirograph.publishedlog.PackName;
import io.chirograph.publishedlog.PackRecord;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// Makes packs of the content that a segment's records name.
/// The same records give the same bytes, whenever they are asked.
///
/// What is too large for a pack is handed on before the next content is read.
record ContentPacker(Layout layout, Journal journal, Large large) {
    /// A batch ends before the packs' content goes beyond this, unless its first record does. Packing takes several
    /// times as much of the heap, and a small heap has no more than that besides its requests.
    static final long MAX_PACKED = Math.clamp(Runtime.getRuntime().maxMemory() / 128, PackRecord.MAX_INLINE, 4L << 20);

    /// The same for what is too large for a pack: both parts of one call have room.
    static final long MAX_LARGE = 2L * PackRecord.MAX_OBJECT;

    /// What a line has beside head and content, at most.
    private static final int FRAME = 128;

    /// Takes content that becomes an object of its own.
    interface Large {
        LargeObject keep(LargeObject object, byte[] bytes) throws IOException;
    }

    /// How much content there is, by what the journal says of it.
    record Weight(long packed, long large) {
        static final Weight NONE = new Weight(0, 0);

        Weight plus(StoredRecord record) {
            if (record.content().isEmpty()) {
                return this;
            }
            long inPacks = packed;
            long beside = large;
            for (StoredContent content : record.content()) {
                if (isLarge(content.length())) {
                    beside += content.length();
                    inPacks += content.head().length + FRAME;
                } else {
                    inPacks += content.length() + content.head().length + FRAME;
                }
            }
            return new Weight(inPacks, beside);
        }

        boolean isTooMuch() {
            return packed > MAX_PACKED || large > MAX_LARGE;
        }
    }

    private static boolean isLarge(long length) {
        return length > PackRecord.MAX_INLINE;
    }

    /// @param records those of one segment that name content, in order
    /// @param date the segment's
    /// @throws JournalCorruptException content of theirs does not hold
    /// @throws ExportStoppedException it is none that a pack can hold
    SealedBatch.Content pack(List<StoredRecord> records, LocalDate date)
            throws IOException, JournalCorruptException, ExportStoppedException {
        SortedMap<String, Pack> packs = new TreeMap<>();
        List<LargeObject> beside = new ArrayList<>();
        for (StoredRecord record : records) {
            List<StoredContent> parts = record.content().stream()
                    .sorted(Comparator.comparing(StoredContent::part))
                    .toList();
            for (StoredContent content : parts) {
                Pack pack = packs.get(content.retentionClass());
                if (pack == null) {
                    pack = new Pack(name(record, content, date));
                    packs.put(content.retentionClass(), pack);
                }
                pack.add(line(record, content, pack.first, beside));
            }
        }
        List<SealedObject> sealed = new ArrayList<>();
        for (Pack pack : packs.values()) {
            sealed.add(pack.seal());
        }
        return new SealedBatch.Content(beside, sealed);
    }

    private PackName name(StoredRecord record, StoredContent content, LocalDate date) throws ExportStoppedException {
        PackName name = new PackName(content.retentionClass(), date, record.sequence(), 1);
        if (PackName.of(layout, name.key(layout)).isEmpty()) {
            throw refused(record, "of a retention class that can be no name");
        }
        return name;
    }

    private PackRecord line(StoredRecord record, StoredContent content, PackName pack, List<LargeObject> beside)
            throws IOException, JournalCorruptException, ExportStoppedException {
        PackRecord.Head head = head(record, content);
        if (head.length() != content.length() || content.length() > PackRecord.MAX_OBJECT) {
            throw refused(record, "of " + content.length() + " bytes, where its head says " + head.length());
        }
        byte[] bytes = bytes(record, content);
        if (!isLarge(bytes.length)) {
            return PackRecord.of(head, record.sequence(), bytes);
        }
        String key = pack.object(layout, record.sequence(), head.part());
        beside.add(large.keep(LargeObject.of(key, bytes), bytes));
        return new PackRecord(head, record.sequence(), null, null, PackName.object(record.sequence(), head.part()));
    }

    private static PackRecord.Head head(StoredRecord record, StoredContent content) throws ExportStoppedException {
        PackRecord.Head head;
        try {
            head = PackRecord.Head.decode(content.head());
        } catch (IllegalArgumentException e) {
            throw refused(record, "whose head is none");
        }
        if (PackCodec.PARTS.indexOf(head.part()) != content.part()) {
            throw refused(record, "of the part " + content.part() + ", where its head says another one");
        }
        return head;
    }

    private byte[] bytes(StoredRecord record, StoredContent content)
            throws IOException, JournalCorruptException, ExportStoppedException {
        byte[] bytes = content.inline();
        if (bytes == null) {
            try (InputStream in = journal.content(record, content)) {
                bytes = in.readNBytes((int) content.length() + 1);
            } catch (IOException e) {
                if (e.getCause() instanceof JournalCorruptException corrupt) {
                    throw corrupt;
                }
                throw e;
            }
        }
        if (bytes.length != content.length()) {
            throw refused(record, "of which the journal gives " + bytes.length + " of " + content.length() + " bytes");
        }
        return bytes;
    }

    private static ExportStoppedException refused(StoredRecord record, String content) {
        return new ExportStoppedException("record " + record.sequence() + " names content " + content);
    }

    /// The lines of one class so far.
    private final class Pack {
        private final PackName first;
        private final ByteArrayOutputStream lines = new ByteArrayOutputStream();
        private long count;

        Pack(PackName first) {
            this.first = first;
        }

        void add(PackRecord record) {
            record.writeTo(lines);
            count++;
        }

        SealedObject seal() throws IOException {
            PackName name = new PackName(first.retentionClass(), first.date(), first.first(), count);
            return new SealedObject(name.key(layout), PackCodec.encode(lines.toByteArray()));
        }
    }
}
