package io.chirograph.exporter;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.archive.LockMode;
import io.chirograph.archive.ObjectLock;
import io.chirograph.archive.ObjectVersion;
import io.chirograph.archive.PutResult;
import io.chirograph.archive.Retention;
import io.chirograph.archive.Unclassed;
import io.chirograph.archive.configured.ConfiguredArchive;
import io.chirograph.archive.configured.ConfiguredArchives;
import io.chirograph.archive.retention.ObjectRetention;
import io.chirograph.archive.settings.ArchiveProperties;
import io.chirograph.journal.JournalCorruptException;
import io.chirograph.journal.JournalRecord;
import io.chirograph.journal.NamedContent;
import io.chirograph.journal.RecordKind;
import io.chirograph.journal.StagedContent;
import io.chirograph.journal.StoredContent;
import io.chirograph.journal.StoredRecord;
import io.chirograph.publishedlog.PackCodec;
import io.chirograph.publishedlog.PackName;
import io.chirograph.publishedlog.PackRecord;
import io.chirograph.publishedlog.SegmentName;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/// Content goes into the packs of its class, before the segment that names it, complete and in order.
class ContentExportTest {
    private static final Exporter.Step IDLE = Exporter.Step.IDLE;
    private static final Exporter.Step STOPPED = Exporter.Step.STOPPED;

    private MemoryJournal journal = new MemoryJournal();
    private final MemoryArchive archive = new MemoryArchive();
    private final MemoryStaging staging = new MemoryStaging();
    private Contents contents = new Contents(journal);

    private Bench bench(int maxEvents) {
        return new Bench(journal, archive, staging, maxEvents);
    }

    private List<PackRecord> lines(String key) throws Exception {
        List<PackRecord> lines = new ArrayList<>();
        new PackCodec(Judge.LAYOUT, PackName.of(Judge.LAYOUT, key).orElseThrow()).read(archive.bytes(key), lines::add);
        return lines;
    }

    @Test
    void contentIsNamedAndOrderedAsDesigned() throws Exception {
        journal.add("{}", Bench.NOON);
        contents.add(Bench.NOON, "prompts", "ask".getBytes(UTF_8), new byte[] {(byte) 0xff});
        contents.add(Bench.NOON, "answers", null, Contents.noise(Contents.LARGE));
        contents.add(Bench.NOON, "prompts", new byte[0], null);
        assertThat(bench(10).run()).isEqualTo(IDLE);
        String log = Judge.LAYOUT.logId();
        assertThat(archive.puts)
                .containsExactly(
                        log + "/payloads/answers/dt=2026-11-21/0000000000000002-response",
                        log + "/payloads/answers/dt=2026-11-21/0000000000000002-1.jsonl.zst",
                        log + "/payloads/prompts/dt=2026-11-21/0000000000000001-3.jsonl.zst",
                        log + "/events/dt=2026-11-21/0000000000000000-4.jsonl.zst",
                        log + "/checkpoints/0000000000000004");
        assertThat(lines(archive.puts.get(2)))
                .containsExactly(
                        new PackRecord(Contents.head(new UUID(7, 1), "request", 3), 1, "ask", null, null),
                        new PackRecord(Contents.head(new UUID(7, 1), "response", 1), 1, null, "/w==", null),
                        new PackRecord(Contents.head(new UUID(7, 3), "request", 0), 3, "", null, null));
        assertThat(lines(archive.puts.get(1)))
                .containsExactly(new PackRecord(
                        Contents.head(new UUID(7, 2), "response", Contents.LARGE),
                        2,
                        null,
                        null,
                        "0000000000000002-response"));
        contents.judge(archive);
        Judge.oneHistory(archive, journal, 4);
        assertThat(staging.files).containsOnlyKeys("cursor");
    }

    @Test
    void everyBatchHasItsOwnPacksBeyondMidnightToo() throws Exception {
        for (int i = 0; i < 60; i++) {
            Instant time = Bench.NOON.plus(Duration.ofMinutes(25L * i));
            contents.add(
                    time,
                    i % 3 == 0 ? "prompts" : "short",
                    Contents.text(i * 7),
                    i % 5 == 0 ? null : Contents.noise(i));
            journal.add("{\"plain\":" + i + "}", time);
        }
        assertThat(bench(17).run()).isEqualTo(IDLE);
        contents.judge(archive);
        Judge.oneHistory(archive, journal, 120);
        assertThat(archive.keys("/payloads/prompts/dt=2026-11-22/")).hasSizeGreaterThan(2);
        assertThat(archive.keys("/payloads/short/dt=2026-11-21/")).hasSizeGreaterThan(2);
    }

    @Test
    void aBatchIsCutWhereItsContentIsTooMuchAndTheNextOneFollowsAtOnce() throws Exception {
        for (int i = 0; i < 40; i++) {
            contents.add(Bench.NOON, "prompts", Contents.text(PackRecord.MAX_INLINE));
        }
        Bench bench = bench(1000);
        assertThat(bench.exporter.step(false)).isEqualTo(IDLE);
        bench.nanos.addAndGet(Duration.ofSeconds(5).toNanos());
        int most = (int) (ContentPacker.MAX_PACKED / PackRecord.MAX_INLINE); // with heads it is one less
        int batches = Math.ceilDiv(40, Math.max(1, most - 1));
        for (int i = 0; i < batches; i++) {
            assertThat(bench.exporter.step(false)).isEqualTo(Exporter.Step.PUBLISHED);
        }
        assertThat(bench.exporter.step(false)).isEqualTo(IDLE);
        assertThat(archive.keys("/events/"))
                .hasSize(batches)
                .allSatisfy(key -> assertThat(
                                SegmentName.of(Judge.LAYOUT, key).orElseThrow().count())
                        .isLessThanOrEqualTo(Math.max(1, most)));
        contents.judge(archive);
    }

    @Test
    void whatIsTooLargeForAPackHasABoundOfItsOwnAndOneRecordAlwaysGoes() throws Exception {
        for (int i = 0; i < 3; i++) {
            contents.add(
                    Bench.NOON, "prompts", Contents.noise(PackRecord.MAX_OBJECT), Contents.noise(3 * Contents.LARGE));
        }
        assertThat(bench(1000).run()).isEqualTo(IDLE);
        assertThat(archive.keys("/events/")).hasSize(3);
        contents.judge(archive);
        assertThat(staging.files).containsOnlyKeys("cursor");
    }

    @Test
    void eachRetentionClassHoldsItsOwnContent() throws Exception {
        Map<String, Retention> asked = new HashMap<>();
        MemoryArchive store = new MemoryArchive() {
            @Override
            public PutResult put(String key, byte[] content, Retention retention) {
                asked.put(key, retention);
                return new PutResult.Stored(new ObjectLock(key, "1", retention.mode(), retention.until(), false));
            }

            @Override
            public List<ObjectVersion> versions(String prefix, String from, int max) {
                return List.of();
            }
        };
        Binder binder = new Binder(new MapConfigurationPropertySource(Map.of(
                "chirograph.archive.type", "s3",
                "chirograph.archive.s3.bucket", "audit",
                "chirograph.retention.classes.short.duration", "P30D",
                "chirograph.retention.classes.short.mode", "governance",
                "chirograph.retention.classes.short.code", "16",
                "chirograph.retention.classes.health.preset", "hipaa")));
        ObjectRetention retention =
                ObjectRetention.configured(binder, binder.bindOrCreate("chirograph.archive", ArchiveProperties.class));
        var main = new ConfiguredArchive(ConfiguredArchive.MAIN, store, retention, true);
        contents.add(Bench.NOON, "short", "a".getBytes(UTF_8), Contents.noise(Contents.LARGE));
        contents.add(Bench.NOON, "health", "a".getBytes(UTF_8));
        contents.add(Bench.NOON, "gone", "a".getBytes(UTF_8));
        Bench bench =
                new Bench(journal, ConfiguredArchives.of(List.of(main)), staging, Bench.properties(10), Bench.RING);
        bench.exporter.step(true);
        Instant now = bench.clock.instant();
        Retention month = new Retention(LockMode.GOVERNANCE, now.plus(Duration.ofDays(30)));
        String payloads = PackName.prefix(Judge.LAYOUT);
        assertThat(asked.get(payloads + "short/dt=2026-11-21/0000000000000000-2.jsonl.zst"))
                .isEqualTo(month);
        assertThat(asked.get(payloads + "short/dt=2026-11-21/0000000000000000-response"))
                .isEqualTo(month);
        Retention health =
                Objects.requireNonNull(asked.get(payloads + "health/dt=2026-11-21/0000000000000001-1.jsonl.zst"));
        assertThat(health.until()).isAfter(now.plus(Duration.ofDays(6 * 365)));
        assertThat(asked.get(payloads + "gone/dt=2026-11-21/0000000000000002-1.jsonl.zst"))
                .isEqualTo(health);
    }

    /// A journal whose content does not hold.
    private void damaged(@Nullable IOException how, byte[] instead) {
        journal = new MemoryJournal() {
            @Override
            public InputStream content(StoredRecord of, StoredContent one) {
                return new ByteArrayInputStream(instead) {
                    @Override
                    public byte[] readNBytes(int most) throws IOException {
                        if (how != null) {
                            throw how;
                        }
                        return super.readNBytes(most);
                    }
                };
            }
        };
        contents = new Contents(journal);
    }

    @Test
    void damagedContentStopsTheExportBeforeAnythingIsPut() throws Exception {
        damaged(new IOException("frame", new JournalCorruptException("no good frame")), new byte[0]);
        contents.add(Bench.NOON, "prompts", Contents.noise(300_000));
        assertThat(bench(10).run()).isEqualTo(STOPPED);
        assertThat(archive.objects).isEmpty();
        assertThat(journal.confirmed()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {299_999, 300_001})
    void contentOfAnotherLengthStopsTheExport(int length) throws Exception {
        damaged(null, new byte[length]);
        contents.add(Bench.NOON, "prompts", Contents.noise(300_000));
        Bench bench = bench(10);
        assertThat(bench.run()).isEqualTo(STOPPED);
        assertThat(bench.state.stopped()).contains("record 0 names content");
    }

    @Test
    void aDiskThatDoesNotAnswerIsTriedAgain() throws Exception {
        damaged(new IOException("not now"), new byte[0]);
        contents.add(Bench.NOON, "prompts", Contents.noise(300_000));
        assertThat(bench(10).run()).isEqualTo(Exporter.Step.FAILED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Upper", "a/b", "..", "a b"})
    void aClassThatIsNoNameStopsTheExport(String name) throws Exception {
        contents.add(Bench.NOON, name, "secret".getBytes(UTF_8));
        assertRefused();
    }

    @Test
    void aHeadThatDoesNotFitStopsTheExport() {
        for (byte[] head : List.of(
                new byte[0],
                "{\"secret\":1}".getBytes(UTF_8),
                Contents.head(new UUID(1, 1), "request", 7).encode(),
                Contents.head(new UUID(1, 1), "response", 6).encode(),
                Contents.head(new UUID(1, 1), "other", 6).encode())) {
            journal = new MemoryJournal();
            var content = new NamedContent((byte) 0, "prompts", head, StagedContent.NONE, "secret".getBytes(UTF_8));
            var record =
                    new JournalRecord(RecordKind.PLAIN, new UUID(1, 1), (byte) 0, Bench.NOON, "{}".getBytes(UTF_8));
            journal.append(record, List.of(content));
            assertRefused();
        }
    }

    private void assertRefused() {
        Bench bench = bench(10);
        assertThat(bench.run()).isEqualTo(STOPPED);
        assertThat(bench.state.stopped()).contains("record 0 names content").doesNotContain("secret");
        assertThat(archive.objects).isEmpty();
    }

    @Test
    void manySmallContentsOfLongHeadsStayWithinAPack() throws Exception {
        String encoding = "x".repeat(1800);
        for (int i = 0; i < 9000; i++) {
            UUID call = new UUID(2, i);
            byte[] head = new PackRecord.Head(call, "request", "clear", encoding, null, 1, null).encode();
            var record = new JournalRecord(RecordKind.PLAIN, call, (byte) 0, Bench.NOON, "{}".getBytes(UTF_8));
            var content = new NamedContent((byte) 0, "prompts", head, StagedContent.NONE, new byte[] {'a'});
            journal.append(record, List.of(content));
        }
        assertThat(new Bench(
                                journal,
                                Unclassed.only(archive, Bench.directory()),
                                staging,
                                Bench.properties(60_000),
                                Bench.RING)
                        .run())
                .isEqualTo(IDLE);
        assertThat(archive.keys("/payloads/")).hasSizeGreaterThan(1);
        Judge.oneHistory(archive, journal, 9000);
    }
}
