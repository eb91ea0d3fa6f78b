package io.chirograph.exporter;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.journal.Journal;
import io.chirograph.journal.JournalRecord;
import io.chirograph.journal.NamedContent;
import io.chirograph.journal.RecordKind;
import io.chirograph.journal.StagedContent;
import io.chirograph.publishedlog.PackCodec;
import io.chirograph.publishedlog.PackName;
import io.chirograph.publishedlog.PackRecord;
import io.chirograph.publishedlog.PublishedLog;
import io.chirograph.publishedlog.SegmentName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Records that name content, and whether all of that is in an archive.
final class Contents {
    static final int LARGE = PackRecord.MAX_INLINE + 1;

    /// One part as it was recorded.
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Part(long position, String part, String retentionClass, byte[] bytes) {}

    final List<Part> recorded = new ArrayList<>();
    private final Journal journal;

    Contents(Journal journal) {
        this.journal = journal;
    }

    /// Appends a record that names these parts, request first; null for none.
    void add(Instant time, String retentionClass, byte[] @Nullable ... parts) throws Exception {
        long position = journal.nextSequence();
        UUID call = new UUID(7, position);
        List<NamedContent> named = new ArrayList<>();
        for (int part = 0; part < parts.length; part++) {
            byte[] bytes = parts[part];
            if (bytes != null) {
                String name = PackCodec.PARTS.get(part);
                named.add(named(call, (byte) part, name, retentionClass, bytes));
                recorded.add(new Part(position, name, retentionClass, bytes));
            }
        }
        byte[] event = ("{\"event\":" + position + "}").getBytes(UTF_8);
        journal.append(new JournalRecord(RecordKind.PLAIN, call, (byte) 0, time, event), named);
    }

    private NamedContent named(UUID call, byte part, String name, String retentionClass, byte[] bytes)
            throws Exception {
        StagedContent staged = StagedContent.NONE;
        while (bytes.length - staged.length() > Journal.MAX_INLINE) {
            int from = (int) staged.length();
            staged = journal.stage(call, part, staged, Arrays.copyOfRange(bytes, from, from + Journal.MAX_INLINE));
        }
        byte[] rest = Arrays.copyOfRange(bytes, (int) staged.length(), bytes.length);
        return new NamedContent(
                part, retentionClass, head(call, name, bytes.length).encode(), staged, rest);
    }

    static PackRecord.Head head(UUID call, String part, long length) {
        return new PackRecord.Head(call, part, "clear", "text/plain", null, length, null);
    }

    /// The archive holds all of it, and no other content.
    void judge(MemoryArchive archive) throws Exception {
        PublishedLog log = new PublishedLog(archive, Judge.LAYOUT.logId());
        List<SegmentName> segments = log.segments(null, 10_000);
        long objects = 0;
        for (Part part : recorded) {
            SegmentName segment = segments.stream()
                    .filter(one -> one.first() <= part.position() && part.position() < one.end())
                    .findFirst()
                    .orElseThrow();
            List<PackName> packs = log.packsOf(part.retentionClass(), segment);
            assertThat(packs).hasSize(1);
            PackName pack = packs.getFirst();
            PackRecord found = record(log, pack, part);
            assertThat(found.object() != null).isEqualTo(part.bytes().length > PackRecord.MAX_INLINE);
            assertThat(Arrays.equals(log.content(pack, found), part.bytes())).isTrue();
            objects += found.object() == null ? 0 : 1;
            assertContentBeforeSegment(archive, pack.key(Judge.LAYOUT), segment.key(Judge.LAYOUT));
        }
        long lines = 0;
        List<String> keys = archive.keys("/payloads/");
        for (String key : keys) {
            lines += PackName.of(Judge.LAYOUT, key).map(PackName::count).orElse(0L);
        }
        assertThat(lines).isEqualTo(recorded.size());
        assertThat(keys.stream().filter(key -> !key.endsWith(".zst"))).hasSize((int) objects);
    }

    private static PackRecord record(PublishedLog log, PackName pack, Part part) throws Exception {
        List<PackRecord> found = new ArrayList<>();
        log.records(pack, one -> {
            if (one.position() == part.position() && one.head().part().equals(part.part())) {
                found.add(one);
            }
        });
        assertThat(found).hasSize(1);
        return found.getFirst();
    }

    private static void assertContentBeforeSegment(MemoryArchive archive, String pack, String segment) {
        assertThat(archive.puts.indexOf(pack)).isLessThan(archive.puts.indexOf(segment));
    }

    static byte[] text(int length) {
        return "ask ".repeat(length / 4 + 1).substring(0, length).getBytes(UTF_8);
    }

    static byte[] noise(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }
}
