package io.chirograph.exporter;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.archive.ArchiveConflictException;
import io.chirograph.archive.ArchiveDeniedException;
import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.archive.PutResult;
import io.chirograph.archive.Retention;
import io.chirograph.publishedlog.PackName;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.util.unit.DataSize;

/// An archive that is filled gets content, too: from the journal, from the others, or not at all, and then it says so.
class ContentBackfillTest {
    private static final int RECORDS = 40;

    /// A store that lets this identity write content and not read it.
    private static final class Closed extends MemoryArchive {
        private boolean isClosed = true;

        @Override
        public Optional<byte[]> get(String key, @Nullable String version, long maxBytes)
                throws ArchiveUnavailableException {
            if (isClosed && key.contains("/payloads/")) {
                throw new ArchiveDeniedException("GET " + key + ": 403 AccessDenied", null);
            }
            return super.get(key, version, maxBytes);
        }
    }

    /// What stands there already cannot be compared.
    private static final class Unseen extends MemoryArchive {
        @Override
        public PutResult put(String key, byte[] content, Retention retention)
                throws ArchiveConflictException, ArchiveUnavailableException {
            if (key.contains("/payloads/") && objects.containsKey(key)) {
                throw new ArchiveDeniedException("GET " + key + ": 403 AccessDenied", null);
            }
            return super.put(key, content, retention);
        }
    }

    private final MemoryJournal journal = new MemoryJournal();
    private final MemoryStaging staging = new MemoryStaging();
    private final Closed main = new Closed();
    private final MemoryArchive second = new MemoryArchive();
    private final Contents contents = new Contents(journal);

    @BeforeEach
    void publish() throws Exception {
        for (int i = 0; i < RECORDS; i++) {
            byte[] response = i == 20 ? Contents.noise(Contents.LARGE) : Contents.noise(i);
            contents.add(
                    Bench.NOON.plus(Duration.ofMinutes(20L * i)),
                    i % 2 == 0 ? "prompts" : "short",
                    Contents.text(i),
                    response);
        }
        Copies copies = new Copies(journal, staging, main);
        copies.maxEvents = 7;
        assertThat(Copies.run(copies.start())).containsOnly(Exporter.Step.IDLE);
    }

    private Bench fill() {
        return fill(new Copies(journal, staging, main));
    }

    private Bench fill(Copies copies) {
        Bench bench = copies.and("second", second, false).start();
        assertThat(Copies.run(bench)).containsOnly(Exporter.Step.IDLE);
        return bench;
    }

    private static double missing(Bench bench) {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        ExportMetrics.bind(bench.exporters.states(), Bench.properties(7), registry);
        return registry.get("chirograph.export.content.missing")
                .tag("archive", "second")
                .functionCounter()
                .count();
    }

    private void assertWhole(Bench bench) throws Exception {
        main.isClosed = false;
        assertThat(missing(bench)).isZero();
        Judge.oneHistory(second, journal, RECORDS);
        Judge.sameObjects(second, main);
        contents.judge(second);
        assertThat(staging.files).containsOnlyKeys("cursor", "cursor-second");
    }

    @Test
    void whereContentMayBeReadItIsCopied() throws Exception {
        main.isClosed = false;
        journal.forget(RECORDS);
        assertWhole(fill());
    }

    @Test
    void whereItMayNotBeReadTheJournalHasItStill() throws Exception {
        assertWhole(fill());
    }

    @Test
    void whatNobodyGivesIsMissingAndTheTreeGoesOn() throws Exception {
        journal.forget(RECORDS);
        Bench bench = fill();
        assertThat(second.keys("/payloads/")).isEmpty();
        Judge.oneHistory(second, journal, RECORDS);
        assertThat(staging.files).containsOnlyKeys("cursor", "cursor-second");
        long packs = main.keys("/payloads/").stream()
                .filter(key -> key.endsWith(".zst"))
                .count();
        assertThat(missing(bench)).isEqualTo((double) packs);
        assertThat(new ExportHealth(bench.exporters, Bench.properties(7))
                        .health()
                        .getDetails()
                        .get("further"))
                .asString()
                .contains("contentMissing=" + packs);
    }

    @Test
    void aThirdArchiveGivesWhatTheFirstDoesNot() throws Exception {
        MemoryArchive third = new MemoryArchive();
        Copies.run(new Copies(journal, staging, main).and("third", third, true).start());
        journal.forget(RECORDS);
        Bench bench = fill(new Copies(journal, staging, main).and("third", third, true));
        staging.files.remove("cursor-third");
        assertWhole(bench);
    }

    @Test
    void onlyWhatIsDamagedIsMissing() throws Exception {
        main.isClosed = false;
        journal.forget(RECORDS);
        String large = main.keys("-response").getFirst();
        main.stored(large).set(0, new byte[3]);
        List<String> packs = main.keys("/payloads/short/");
        main.stored(packs.getLast()).getFirst()[9] ^= 1;
        Bench bench = fill();
        assertThat(missing(bench)).isEqualTo(2);
        Set<String> lacking = new TreeSet<>(main.objects.keySet());
        lacking.removeAll(second.objects.keySet());
        assertThat(lacking).containsExactlyInAnyOrder(large, packs.getLast());
    }

    @Test
    void expiredContentIsNotMissing() throws Exception {
        main.isClosed = false;
        journal.forget(RECORDS);
        main.objects.keySet().removeIf(key -> key.contains("/payloads/"));
        assertThat(missing(fill())).isZero();
        Judge.oneHistory(second, journal, RECORDS);
    }

    @Test
    void contentThatIsAwayForAWhileIsWaitedFor() throws Exception {
        journal.forget(RECORDS);
        main.isClosed = false;
        main.fault(new MemoryArchive.Fault() {
            @Override
            public void before(int request, String what) throws ArchiveUnavailableException {
                if (what.startsWith("GET") && what.contains("/payloads/")) {
                    throw new ArchiveUnavailableException("503", null);
                }
            }

            @Override
            public void after(int request, String what) {
                // it is done
            }
        });
        Bench bench =
                new Copies(journal, staging, main).and("second", second, false).start();
        assertThat(Copies.run(bench)).containsExactly(Exporter.Step.IDLE, Exporter.Step.FAILED);
        assertThat(second.objects).isEmpty();
        main.fault(null);
        assertThat(Copies.run(bench)).containsOnly(Exporter.Step.IDLE);
        assertWhole(bench);
    }

    @ParameterizedTest
    @EnumSource
    void aCredentialThatMayNotReadContentPutsItAgain(Faults.Kind kind) throws Exception {
        boolean happened = true;
        for (int at = 1; happened; at++) {
            Unseen archive = new Unseen();
            MemoryStaging files = new MemoryStaging();
            MemoryJournal records = new MemoryJournal();
            Contents kept = new Contents(records);
            kept.add(Bench.NOON, "prompts", Contents.noise(Contents.LARGE), Contents.text(9));
            Faults faults = new Faults(kind, at);
            archive.fault(faults);
            try {
                new Bench(records, archive, files, 10).run();
            } catch (Faults.Crash crash) {
                assertThat(faults.happened()).isTrue();
            }
            happened = faults.happened();
            archive.fault(null);
            records.restart();
            assertThat(new Bench(records, archive, files, 10).run()).isEqualTo(Exporter.Step.IDLE);
            kept.judge(archive);
            Judge.oneHistory(archive, records, 1);
        }
    }

    @Test
    void otherBytesThatCannotBeReadAreNotTakenForContent() throws Exception {
        Unseen archive = new Unseen();
        MemoryJournal records = new MemoryJournal();
        new Contents(records).add(Bench.NOON, "prompts", Contents.text(9));
        archive.write(
                PackName.prefix(Judge.LAYOUT) + "prompts/dt=2026-11-21/0000000000000000-1.jsonl.zst", new byte[9]);
        Bench bench = new Bench(records, archive, new MemoryStaging(), 10);
        assertThat(bench.run()).isEqualTo(Exporter.Step.FAILED);
        assertThat(bench.state.failure()).contains("403 AccessDenied");
        assertThat(archive.keys("/events/")).isEmpty();
    }

    @Test
    void aBatchThatIsDroppedWhileItIsSentIsCopied() throws Exception {
        MemoryArchive third = new MemoryArchive();
        main.isClosed = false;
        Copies copies = new Copies(journal, staging, main).and("third", third, true);
        copies.maxStaged = DataSize.ofBytes(0);
        Bench bench = copies.start();
        Copies.run(bench);
        contents.add(Bench.NOON.plus(Duration.ofHours(20)), "prompts", Contents.noise(Contents.LARGE));
        String[] failing = {"-request"};
        third.fault(new MemoryArchive.Fault() {
            @Override
            public void before(int request, String what) throws ArchiveUnavailableException {
                if (what.startsWith("PUT") && what.contains(failing[0])) {
                    throw new ArchiveUnavailableException("503", null);
                }
            }

            @Override
            public void after(int request, String what) {
                // it is done
            }
        });
        Exporter lagging = bench.exporters.all().get(1);
        Exporter ahead = bench.exporters.all().getFirst();
        main.fault(new Faults(Faults.Kind.REFUSED, 1));
        assertThat(ahead.step(true)).isEqualTo(Exporter.Step.FAILED);
        main.fault(null);
        assertThat(lagging.step(true)).isEqualTo(Exporter.Step.FAILED);
        assertThat(ahead.step(true)).isEqualTo(Exporter.Step.PUBLISHED);
        assertThat(staging.batches()).isEmpty();
        failing[0] = "nothing";
        assertThat(lagging.step(true)).isEqualTo(Exporter.Step.FAILED);
        assertThat(lagging.step(true)).isEqualTo(Exporter.Step.PUBLISHED);
        third.fault(null);
        Judge.sameObjects(third, main);
        contents.judge(third);
        assertThat(staging.files.keySet()).noneMatch(name -> name.contains("+"));
    }
}
