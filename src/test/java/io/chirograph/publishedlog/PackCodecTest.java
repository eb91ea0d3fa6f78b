package io.chirograph.publishedlog;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.ZstdCompressCtx;
import io.chirograph.archive.Layout;
import io.chirograph.archive.LockMode;
import io.chirograph.archive.Retention;
import io.chirograph.archive.directory.DirectoryArchive;
import io.chirograph.publishedlog.DamagedObjectException.Damage;
import io.chirograph.support.json.StrictJson;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the writer of packs makes is read as it was, and nothing else is.
class PackCodecTest {
    private static final Layout LAYOUT = new Layout("gw-1-00000000");
    private static final LocalDate DAY = LocalDate.of(2026, 11, 21);

    @Test
    void textAndOtherBytesComeBackByteForByte() throws Exception {
        List<byte[]> contents = List.of(
                new byte[0],
                "plain \n \" \\ text, ü and 🙂".getBytes(UTF_8),
                new byte[] {(byte) 0xff, 0, 1},
                new byte[PackRecord.MAX_INLINE],
                "\u0001".repeat(PackRecord.MAX_INLINE).getBytes(UTF_8),
                "\"".repeat(PackRecord.MAX_INLINE).getBytes(UTF_8),
                random(PackRecord.MAX_INLINE));
        List<PackRecord> records = new ArrayList<>();
        for (int i = 0; i < contents.size(); i++) {
            records.add(record(7 + i / 2, PackCodec.PARTS.get(i % 2), contents.get(i)));
        }
        List<PackRecord> read = read(name(7, records.size()), PackCodec.encode(lines(records)));
        assertThat(read).isEqualTo(records);
        for (int i = 0; i < contents.size(); i++) {
            assertThat(read.get(i).content()).isEqualTo(contents.get(i));
        }
    }

    @Test
    void onlyTheOrderOfPositionsIsAnOrder() throws Exception {
        assertRefused(7, record(8, "request", "a"));
        assertRefused(7, record(6, "request", "a"));
        assertRefused(7, record(7, "request", "a"), record(7, "request", "a"));
        assertRefused(7, record(7, "response", "a"), record(7, "request", "a"));
        assertRefused(7, record(7, "request", "a"), record(9, "request", "a"), record(8, "request", "a"));
        assertRefused(7, record(7, "request", "a"), record(7 + SegmentName.MAX_COUNT, "request", "a"));
        assertRefused(7, record(7, "other", "a"));
        PackRecord last = record(7 + SegmentName.MAX_COUNT - 1, "response", "a");
        assertThat(read(name(7, 2), PackCodec.encode(lines(List.of(record(7, "request", "a"), last)))))
                .hasSize(2);
    }

    @Test
    void aLineIsOneRecordAndNothingElse() throws Exception {
        String good = StrictJson.text(record(7, "request", "secret"));
        assertThat(read(name(7, 1), PackCodec.encode((good + "\n").getBytes(UTF_8))))
                .hasSize(1);
        for (String line : List.of(
                "",
                "{}",
                "null",
                "[" + good + "]",
                good + " x",
                good + good,
                good.substring(1),
                good.replace("\"position\":7", "\"position\":\"7\""),
                good.replace("\"position\":7", "\"position\":7.0"),
                good.replace("\"position\":7", "\"position\":7,\"more\":1"),
                good.replace("\"position\":7", "\"position\":7,\"position\":7"),
                good.replace("\"length\":6", "\"length\":7"),
                good.replace("\"length\":6", "\"length\":-1"),
                good.replace("\"text\":\"secret\"", "\"object\":\"0000000000000007-request\",\"text\":\"secret\""),
                good.replace("\"text\":\"secret\"", "\"object\":\"0000000000000008-request\""),
                good.replace("\"text\":\"secret\"", "\"object\":\"../0000000000000007-request\""),
                good.replace("\"length\":6", "\"length\":" + (PackRecord.MAX_OBJECT + 1))
                        .replace("\"text\":\"secret\"", "\"object\":\"0000000000000007-request\""),
                good.replace("\"text\":\"secret\"", "\"data\":\"c2VjcmV0=\""),
                good.replace("\"text\":\"secret\"", "\"data\":\"c2Vjc!V0\""),
                good.replace("\"text\":\"secret\"", "\"text\":\"secret").replace("\"length\":6", "\"length\":99"))) {
            assertDamaged(name(7, 1), PackCodec.encode((line + "\n").getBytes(UTF_8)));
        }
        String base64 =
                good.replace("\"text\":\"secret\"", "\"data\":\"/w==\"").replace("\"length\":6", "\"length\":1");
        assertThat(read(name(7, 1), PackCodec.encode((base64 + "\n").getBytes(UTF_8))))
                .hasSize(1);
        assertDamaged(name(7, 1), PackCodec.encode((base64.replace("/w==", "/x==") + "\n").getBytes(UTF_8)));
        assertDamaged(name(7, 1), PackCodec.encode((base64.replace("/w==", "/w") + "\n").getBytes(UTF_8)));
    }

    @Test
    void asManyLinesAsTheNameSaysAndALineFeedAfterTheLast() throws Exception {
        byte[] two = lines(List.of(record(7, "request", "a"), record(7, "response", "b")));
        assertThat(read(name(7, 2), PackCodec.encode(two))).hasSize(2);
        assertDamaged(name(7, 1), PackCodec.encode(two));
        assertDamaged(name(7, 3), PackCodec.encode(two));
        assertDamaged(name(7, 2), PackCodec.encode(Arrays.copyOf(two, two.length - 1)));
        assertDamaged(name(7, 2), PackCodec.encode(new byte[0]));
    }

    @Test
    void aLineHasItsBound() throws Exception {
        String good = StrictJson.text(record(7, "request", "a"));
        String padding = " ".repeat(PackRecord.MAX_LINE - 1 - good.length());
        assertThat(read(name(7, 1), PackCodec.encode((good + padding + "\n").getBytes(UTF_8))))
                .hasSize(1);
        assertDamaged(name(7, 1), PackCodec.encode((good + padding + " \n").getBytes(UTF_8)));
        String large = good.replace("\"text\":\"a\"", "\"text\":\"" + "a".repeat(PackRecord.MAX_INLINE + 1) + "\"")
                .replace("\"length\":1", "\"length\":" + (PackRecord.MAX_INLINE + 1));
        assertDamaged(name(7, 1), PackCodec.encode((large + "\n").getBytes(UTF_8)));
    }

    @Test
    void everyFlippedByteAndEveryCutIsFound() throws Exception {
        List<PackRecord> records = List.of(record(7, "request", "ask me"), record(8, "response", random(99)));
        byte[] object = PackCodec.encode(lines(records));
        for (int at = 0; at < object.length; at++) {
            assertDamaged(name(7, 2), Arrays.copyOf(object, at));
            byte[] flipped = object.clone();
            flipped[at] ^= 1;
            assertNotTakenForOther(flipped, records);
            flipped[at] ^= (byte) 0x81;
            assertNotTakenForOther(flipped, records);
        }
        assertDamaged(name(7, 2), Arrays.copyOf(object, object.length + 1));
        byte[] twice = Arrays.copyOf(object, 2 * object.length);
        System.arraycopy(object, 0, twice, object.length, object.length);
        assertDamaged(name(7, 4), twice);
    }

    /// Some bits of a frame's head mean nothing; content never changes.
    private static void assertNotTakenForOther(byte[] object, List<PackRecord> records) {
        try {
            assertThat(read(name(7, 2), object)).isEqualTo(records);
        } catch (DamagedObjectException e) {
            assertThat(e.facts().damage()).isEqualTo(Damage.PAYLOAD_DAMAGED);
        }
    }

    @Test
    void whatExpandsBeyondItsBoundIsRefused() {
        byte[] line = lines(List.of(record(7, "request", "a")));
        for (boolean[] made : List.of(new boolean[] {false, true}, new boolean[] {true, false})) {
            try (ZstdCompressCtx zstd =
                    new ZstdCompressCtx().setChecksum(made[0]).setContentSize(made[1])) {
                assertDamaged(name(7, 1), zstd.compress(line));
            }
        }
        try (ZstdCompressCtx zstd = new ZstdCompressCtx().setChecksum(true)) {
            assertDamaged(name(7, 1), zstd.compress(new byte[PackName.MAX_CONTENT + 1]));
            byte[] feeds = new byte[PackName.MAX_CONTENT];
            Arrays.fill(feeds, (byte) '\n');
            assertDamaged(name(7, 1), zstd.compress(feeds));
            assertDamaged(name(7, 1), zstd.compress(new byte[PackName.MAX_CONTENT]));
        }
        assertDamaged(name(7, 1), new byte[PackName.MAX_OBJECT + 1]);
    }

    @Test
    void aPackIsFoundByTheSegmentOfItsEvents(@TempDir Path directory) throws Exception {
        try (DirectoryArchive archive = new DirectoryArchive(directory)) {
            PublishedLog log = new PublishedLog(archive, LAYOUT.logId());
            List<PackName> packs = List.of(name(3, 1), name(10, 4), name(70_000, 1), name(70_001, 2));
            for (PackName pack : packs) {
                put(archive, pack.key(LAYOUT), new byte[1]);
            }
            for (long position = 11; position < 40; position++) {
                put(archive, name(10, 4).object(LAYOUT, position, "request"), new byte[1]);
            }
            put(archive, PackName.prefix(LAYOUT) + "Strange/x", new byte[1]);
            assertThat(log.payloadClasses()).containsExactly("prompts");
            assertThat(log.packs("prompts", DAY, null, 9)).isEqualTo(packs);
            assertThat(log.packs("prompts", DAY, name(3, 1), 2)).isEqualTo(packs.subList(1, 3));
            assertThat(log.packsOf("prompts", new SegmentName(DAY, 4, 65_536))).containsExactly(name(10, 4));
            assertThat(log.packsOf("prompts", new SegmentName(DAY, 70_000, 2))).isEqualTo(packs.subList(2, 4));
            assertThat(log.packsOf("prompts", new SegmentName(DAY, 11, 59_989))).isEmpty();
            assertThat(log.packsOf("prompts", new SegmentName(DAY.plusDays(1), 4, 65_536)))
                    .isEmpty();
            assertThat(log.packsOf("answers", new SegmentName(DAY, 4, 65_536))).isEmpty();
        }
    }

    @Test
    void aLineIsTheRecordAsJson() {
        PackRecord binary = record(8, "response", new byte[] {0x30, (byte) 0x80, '"', '\\', (byte) 0xFB, (byte) 0xFF});
        assertThat(binary.data()).isEqualTo("MIAiXPv/");
        PackRecord beside = new PackRecord(head("response", 5), 7, null, null, PackName.object(7, "response"));
        for (PackRecord record : List.of(binary, beside, record(7, "request", "a \"line\"\n and é"))) {
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            record.writeTo(line);
            assertThat(line.toString(UTF_8)).isEqualTo(StrictJson.text(record) + "\n");
        }
    }

    @Test
    void contentIsReadWhereverItIs(@TempDir Path directory) throws Exception {
        try (DirectoryArchive archive = new DirectoryArchive(directory)) {
            PublishedLog log = new PublishedLog(archive, LAYOUT.logId());
            PackName pack = name(7, 2);
            PackRecord small = record(7, "request", "ask me");
            PackRecord large = new PackRecord(head("response", 5), 7, null, null, PackName.object(7, "response"));
            assertDamage(Damage.PAYLOAD_MISSING, () -> log.records(pack, record -> {}));
            put(archive, pack.key(LAYOUT), PackCodec.encode(lines(List.of(small, large))));
            List<PackRecord> read = new ArrayList<>();
            log.records(pack, read::add);
            assertThat(read).containsExactly(small, large);
            assertThat(log.content(pack, small)).isEqualTo("ask me".getBytes(UTF_8));
            assertDamage(Damage.PAYLOAD_MISSING, () -> log.content(pack, large));
            put(archive, pack.object(LAYOUT, 7, "response"), "told you".getBytes(UTF_8));
            assertDamage(Damage.PAYLOAD_DAMAGED, () -> log.content(pack, large));
            PackRecord right = new PackRecord(head("response", 8), 7, null, null, PackName.object(7, "response"));
            assertThat(log.content(pack, right)).isEqualTo("told you".getBytes(UTF_8));
        }
    }

    private static void put(DirectoryArchive archive, String key, byte[] bytes) throws Exception {
        archive.put(key, bytes, new Retention(LockMode.NONE, Instant.EPOCH));
    }

    private static void assertDamage(Damage damage, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        DamagedObjectException.class,
                        e -> assertThat(e.facts().damage()).isEqualTo(damage));
    }

    private static void assertRefused(long first, PackRecord... records) throws Exception {
        assertDamaged(name(first, records.length), PackCodec.encode(lines(List.of(records))));
    }

    private static void assertDamaged(PackName name, byte[] object) {
        assertThatThrownBy(() -> read(name, object)).isInstanceOfSatisfying(DamagedObjectException.class, e -> {
            assertThat(e.facts().damage()).isEqualTo(Damage.PAYLOAD_DAMAGED);
            assertThat(e.facts().object()).isEqualTo(name.key(LAYOUT));
            assertThat(e).hasMessageNotContaining("secret");
        });
    }

    private static List<PackRecord> read(PackName name, byte[] object) throws DamagedObjectException {
        List<PackRecord> records = new ArrayList<>();
        new PackCodec(LAYOUT, name).read(object, records::add);
        return records;
    }

    private static PackName name(long first, long count) {
        return new PackName("prompts", DAY, first, count);
    }

    private static PackRecord record(long position, String part, String content) {
        return record(position, part, content.getBytes(UTF_8));
    }

    private static PackRecord record(long position, String part, byte[] content) {
        return PackRecord.of(head(part, content.length), position, content);
    }

    private static PackRecord.Head head(String part, long length) {
        return new PackRecord.Head(new UUID(1, 2), part, "clear", "text/plain", null, length, null);
    }

    private static byte[] lines(List<PackRecord> records) {
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        for (PackRecord record : records) {
            lines.writeBytes(StrictJson.bytes(record));
            lines.write('\n');
        }
        return lines.toByteArray();
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(7).nextBytes(bytes);
        return bytes;
    }
}
