package io.chirograph.exporter;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.archive.Layout;
import io.chirograph.exporter.keys.LogIdentity;
import io.chirograph.publishedlog.SegmentCodec;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

/// The same bytes under the same names in each, none waiting for another.
class SeveralArchivesTest {
    private static final Exporter.Step IDLE = Exporter.Step.IDLE;
    private static final Exporter.Step FAILED = Exporter.Step.FAILED;
    private static final Exporter.Step STOPPED = Exporter.Step.STOPPED;
    private static final Layout LAYOUT =
            new Layout(LogIdentity.of(Bench.SIGNER.verifierKey()).id());

    private final MemoryJournal journal = new MemoryJournal();
    private final MemoryStaging staging = new MemoryStaging();
    private final MemoryArchive main = new MemoryArchive();
    private final MemoryArchive second = new MemoryArchive();

    private void record(int count) {
        for (int i = 0; i < count; i++) {
            long n = journal.nextSequence();
            journal.add("{\"event\":" + n + "}", Bench.NOON.plusSeconds(n));
        }
    }

    private static void away(MemoryArchive archive) {
        archive.fault(new MemoryArchive.Fault() {
            @Override
            public void before(int request, String what) throws ArchiveUnavailableException {
                throw new ArchiveUnavailableException("away", null);
            }

            @Override
            public void after(int request, String what) {
                // nothing is done
            }
        });
    }

    private void same() throws Exception {
        Judge.oneHistory(main, journal, (int) journal.nextSequence());
        Judge.sameObjects(main, second);
    }

    private Bench start(boolean required) {
        return new Copies(journal, staging, main)
                .and("second", second, required)
                .start();
    }

    private List<Long> staged() throws Exception {
        return staging.batches().values().stream().map(Staging.Staged::from).toList();
    }

    @Test
    void bothGetTheSame() throws Exception {
        record(600);
        assertThat(Copies.run(start(true))).containsOnly(IDLE);
        same();
        assertThat(journal.confirmed()).isEqualTo(600);
        assertThat(staging.files).containsOnlyKeys("cursor", "cursor-second");
    }

    @Test
    void oneThatIsAwayKeepsNobodyWaitingAndTheJournalKeepsWhatItLacks() throws Exception {
        record(300);
        Bench bench = start(true);
        Copies.run(bench);
        away(second);
        for (int round = 0; round < 5; round++) {
            record(100);
            assertThat(Copies.run(bench)).containsExactly(IDLE, FAILED);
        }
        Judge.oneHistory(main, journal, 800);
        assertThat(journal.confirmed()).isEqualTo(300);
        assertThat(staged()).containsExactly(300L, 400L, 500L, 600L, 700L);
        second.fault(null);
        away(main);
        assertThat(Copies.run(bench).get(1)).isEqualTo(IDLE);
        assertThat(journal.confirmed()).isEqualTo(800);
        assertThat(staged()).isEmpty();
        same(bench);
    }

    private void same(Bench bench) throws Exception {
        main.fault(null);
        Copies.run(bench);
        same();
    }

    @Test
    void anOptionalOneHoldsNothingBack() throws Exception {
        record(300);
        Bench bench = start(false);
        away(second);
        assertThat(Copies.run(bench)).containsExactly(IDLE, FAILED);
        assertThat(journal.confirmed()).isEqualTo(300);
        journal.forget(300);
        second.fault(null);
        assertThat(Copies.run(bench)).containsOnly(IDLE);
        same();
    }

    @Test
    void anOptionalOneNeverSeals() {
        away(main);
        record(10);
        Bench bench = start(false);
        assertThat(Copies.run(bench)).containsExactly(FAILED, IDLE);
        assertThat(second.objects).isEmpty();
    }

    @Test
    void whatTheStagingDropsIsCopied() throws Exception {
        Copies copies = new Copies(journal, staging, main).and("second", second, true);
        copies.maxStaged = DataSize.ofBytes(0);
        Bench bench = copies.start();
        record(10);
        Copies.run(bench);
        away(second);
        for (int round = 0; round < 40; round++) {
            record(20);
            Copies.run(bench);
        }
        assertThat(staged()).isEmpty();
        assertThat(bench.exporters.all().get(1).state().waiting()).isEqualTo(800);
        second.fault(null);
        int asked = main.requests();
        assertThat(Copies.run(bench)).containsOnly(IDLE);
        assertThat(main.requests()).isGreaterThan(asked);
        same();
        assertThat(journal.confirmed()).isEqualTo(810);
        assertThat(staging.files).containsOnlyKeys("cursor", "cursor-second");
    }

    @Test
    void oneThatIsAddedLaterIsFilledFromTheStart() throws Exception {
        for (int round = 0; round < 30; round++) {
            record(90);
            Copies.run(new Copies(journal, staging, main).start());
        }
        journal.forget(2700);
        for (boolean required : new boolean[] {true, false}) {
            second.objects.clear();
            staging.files.remove("cursor-second");
            Bench bench = start(required);
            record(90);
            assertThat(Copies.run(bench)).containsOnly(IDLE);
            same();
            assertThat(journal.confirmed()).isEqualTo(journal.nextSequence());
        }
    }

    @Test
    void oneThatIsFilledNeverGoesBeyondWhatItsSourcePublished() {
        record(100);
        Copies.run(new Copies(journal, staging, main).start());
        main.objects.remove(LAYOUT.checkpoint(100));
        journal.forget(100);
        Bench bench = start(false);
        assertThat(bench.exporters.all().get(1).step(true)).isEqualTo(FAILED);
        assertThat(bench.exporters.all().get(1).state().failure()).contains("main: the archive does not hold");
        assertThat(second.objects).isEmpty();
    }

    @Test
    void aCopyThatDoesNotGiveTheSignedRootIsNotTaken() throws Exception {
        record(100);
        Copies.run(new Copies(journal, staging, main).start());
        String segment = main.keys("/events/").getFirst();
        main.stored(segment).set(0, SegmentCodec.encode("other\n".repeat(100).getBytes(UTF_8)));
        Bench bench = start(false);
        assertThat(bench.exporters.all().get(1).step(true)).isEqualTo(FAILED);
        assertThat(bench.exporters.all().get(1).state().failure()).contains("does not give the root");
        assertThat(second.objects).isEmpty();
    }

    @Test
    void oneThatGoesAnotherWayStopsAloneAndItsJournalFilesAreKept() throws Exception {
        record(300);
        Copies.run(start(true));
        second.write(LAYOUT.checkpoint(7000), "somebody else's".getBytes(UTF_8));
        record(300);
        Bench bench = start(true);
        assertThat(Copies.run(bench)).containsExactly(IDLE, STOPPED);
        Judge.oneHistory(main, journal, 600);
        assertThat(journal.confirmed()).isZero();
        assertThat(new ExportHealth(bench.exporters, Bench.properties(10))
                        .health()
                        .getDetails())
                .hasEntrySatisfying("reason", why -> assertThat((String) why).startsWith("archive second: stopped"));
    }

    @Test
    void anOptionalOneThatStoppedIsADetail() {
        record(300);
        second.write(LAYOUT.checkpoint(7000), "somebody else's".getBytes(UTF_8));
        Bench bench = start(false);
        assertThat(Copies.run(bench)).containsExactly(IDLE, STOPPED);
        assertThat(journal.confirmed()).isEqualTo(300);
        var health = new ExportHealth(bench.exporters, Bench.properties(10)).health();
        assertThat(health.getStatus().getCode()).isEqualTo("UP");
        assertThat(health.getDetails().get("further"))
                .asString()
                .contains("second")
                .contains("reason=stopped");
    }

    @Test
    void withoutAnyCursorNothingIsSealedBeforeEveryRequiredOneWasAsked() throws Exception {
        record(50);
        Copies.run(start(true));
        staging.files.clear();
        main.objects.clear();
        away(second);
        record(50);
        Bench bench = start(true);
        assertThat(Copies.run(bench)).containsExactly(IDLE, FAILED);
        assertThat(main.objects).isEmpty();
        second.fault(null);
        assertThat(Copies.run(bench)).containsOnly(IDLE);
        same();
    }

    @Test
    void aCopyMadeByOtherToolsIsTakenUp() throws Exception {
        record(300);
        Copies.run(new Copies(journal, staging, main).start());
        main.objects.forEach((key, versions) -> second.write(key, versions.getLast()));
        journal.forget(300);
        record(20);
        assertThat(Copies.run(start(true))).containsOnly(IDLE);
        same();
    }

    @Test
    void theLagOfOneThatIsFilledIsNotHiddenByAnEmptyJournal() {
        record(300);
        Copies.run(new Copies(journal, staging, main).start());
        journal.forget(300);
        Bench bench = start(false);
        ExportState state = bench.exporters.all().get(1).state();
        assertThat(state.waiting()).isEqualTo(300);
        assertThat(state.age()).isZero();
        bench.nanos.addAndGet(Duration.ofMinutes(7).toNanos());
        assertThat(state.age()).isEqualTo(Duration.ofMinutes(7));
        assertThat(state.gap()).isZero();
    }

    @Test
    void whatOthersAttachIsCopiedToo() {
        record(30);
        Bench bench = start(true);
        Copies.run(bench);
        String early = LAYOUT.cosignature(30, "0a0b0c0d");
        main.write(early, "a line".getBytes(UTF_8));
        main.write(LAYOUT.timestamp(30), "a token".getBytes(UTF_8));
        main.write(LAYOUT.timestamp(31), "of a size that is not there".getBytes(UTF_8));
        Copies.run(bench);
        assertThat(second.keys("/timestamps/")).isEmpty();
        for (int minute = 0; minute < 40; minute++) {
            bench.nanos.addAndGet(Attachments.EVERY.toNanos());
            Copies.run(bench);
        }
        assertThat(second.bytes(early)).isEqualTo("a line".getBytes(UTF_8));
        assertThat(second.keys("/timestamps/")).containsExactly(LAYOUT.timestamp(30));
        assertThat(staging.files.get("attached-second")).isEqualTo("30\n".getBytes(UTF_8));
    }
}
