package io.chirograph.exporter;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.tlog.TreeHasher;
import io.chirograph.tlog.note.Checkpoint;
import io.chirograph.tlog.note.SignedNote;
import io.chirograph.tlog.tile.TreeBuilder;
import io.chirograph.verifier.ArchiveVerifier;
import io.chirograph.verifier.options.Progress;
import io.chirograph.verifier.options.VerificationOptions;
import io.chirograph.verifier.report.Finding;
import io.chirograph.verifier.report.FindingKind;
import io.chirograph.verifier.report.LogReport;
import io.chirograph.verifier.report.VerificationReport;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// An exporter of a journal that several processes can reach is killed, or paused and late, while another goes on.
class LateExporterTest {
    private static final int RECORDS = 300;
    private static final int MORE = 100;

    private final MemoryArchive archive = new MemoryArchive();
    private final Shared journal = new Shared();

    private static final class Shared extends MemoryJournal {
        private boolean isHeld = true;

        @Override
        public boolean isShared() {
            return true;
        }

        @Override
        public boolean isHeld() {
            return isHeld;
        }

        /// Each process knows its own.
        @Override
        public void confirm(long sequence) {
            if (sequence >= confirmed()) {
                super.confirm(sequence);
            }
        }
    }

    /// Stops at the n-th request, before or after it, until `meanwhile` is over.
    private final class Pause implements MemoryArchive.Fault {
        private final int at;
        private final boolean isBefore;
        private final Runnable meanwhile;
        private int count;
        private boolean happened;

        Pause(int at, boolean isBefore, Runnable meanwhile) {
            this.at = at;
            this.isBefore = isBefore;
            this.meanwhile = meanwhile;
        }

        @Override
        public void before(int request, String what) {
            count++;
            pause(isBefore);
        }

        @Override
        public void after(int request, String what) {
            pause(!isBefore);
        }

        private void pause(boolean isHere) {
            if (isHere && count == at && !happened) {
                happened = true;
                archive.fault(null);
                meanwhile.run();
            }
        }
    }

    private void record(int count) {
        for (int i = 0; i < count; i++) {
            long at = journal.nextSequence();
            journal.add("{\"event\":" + at + "}", Bench.NOON.plus(Duration.ofMinutes(4 * at)));
        }
    }

    private Bench bench(MemoryStaging staging, int maxEvents) {
        return new Bench(journal, archive, staging, maxEvents);
    }

    /// As after a start: it comes to the end of the journal.
    private void expectAll(MemoryStaging staging, int maxEvents, String when) {
        journal.restart();
        assertThat(bench(staging, maxEvents).run()).as(when).isEqualTo(Exporter.Step.IDLE);
        assertThat(journal.confirmed()).as(when).isEqualTo(journal.nextSequence());
    }

    /// Whatever was signed is of the journal's one history, and the verifier finds no fault.
    /// @return what it finds apart from that
    private Set<FindingKind> judge(String when) throws Exception {
        Set<String> roots = new HashSet<>();
        TreeBuilder tree = TreeBuilder.empty();
        for (int i = 0; i < journal.nextSequence(); i++) {
            tree.append(TreeHasher.leaf(journal.payload(i)), tile -> {});
            roots.add(tree.size() + " " + tree.root());
        }
        for (String key : archive.keys("/checkpoints/")) {
            for (byte[] note : archive.stored(key)) {
                Checkpoint signed =
                        SignedNote.open(note, Bench.SIGNER.verifierKey().name(), List.of(Bench.SIGNER.verifierKey()));
                assertThat(roots).as(when).contains(signed.size() + " " + signed.root());
            }
        }
        VerificationReport report = new ArchiveVerifier(archive, Progress.NONE, VerificationOptions.NONE)
                .verify(List.of(Bench.SIGNER.verifierKey()), Map.of());
        LogReport log = report.logs().getFirst();
        Set<FindingKind> found = new HashSet<>(log.counts().keySet());
        found.remove(FindingKind.EVENT_MALFORMED);
        assertThat(log.size()).as(when).isEqualTo(journal.nextSequence());
        List<Finding> others = log.findings().stream()
                .filter(one -> one.kind() != FindingKind.EVENT_MALFORMED)
                .toList();
        assertThat(found).as("%s: %s", when, others).isSubsetOf(FindingKind.OBJECT_UNPUBLISHED);
        return found;
    }

    @ParameterizedTest
    @EnumSource(
            value = Faults.Kind.class,
            names = {"CRASH_BEFORE", "CRASH_AFTER"})
    void whereOneIsKilledAnotherOneWithoutItsDiskCutsTheSameBatch(Faults.Kind kind) throws Exception {
        int at = 1;
        for (boolean happened = true; happened; at++) {
            LateExporterTest run = new LateExporterTest();
            run.record(RECORDS);
            MemoryStaging first = new MemoryStaging();
            Faults faults = new Faults(kind, at);
            run.archive.fault(faults);
            first.fault(faults);
            try {
                run.bench(first, 130).run();
            } catch (Faults.Crash crash) {
                assertThat(faults.happened()).isTrue();
            }
            happened = faults.happened();
            run.archive.fault(null);
            first.fault(null);
            String when = kind + " at step " + at;
            run.record(MORE);
            MemoryStaging second = new MemoryStaging();
            run.expectAll(second, 90, when);
            Judge.oneHistory(run.archive, run.journal, RECORDS + MORE);
            run.record(MORE);
            run.expectAll(first, 130, when + ", and the first one again");
            run.record(MORE);
            run.expectAll(second, 90, when + ", and the second one again");
            Judge.oneHistory(run.archive, run.journal, RECORDS + 3 * MORE);
        }
        assertThat(at).isGreaterThan(20);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aPausedOnePublishesNothingThatDiffers(boolean isBefore) throws Exception {
        int at = 1;
        int stopped = 0;
        int left = 0;
        for (boolean happened = true; happened; at++) {
            LateExporterTest run = new LateExporterTest();
            run.record(RECORDS);
            MemoryStaging first = new MemoryStaging();
            MemoryStaging second = new MemoryStaging();
            Bench holder = run.bench(second, 90);
            String when = "paused " + (isBefore ? "before" : "after") + " request " + at;
            Pause pause = run.new Pause(at, isBefore, () -> {
                run.record(MORE);
                assertThat(holder.run()).as(when).isEqualTo(Exporter.Step.IDLE);
            });
            run.archive.fault(pause);
            Exporter.Step late = run.bench(first, 130).run();
            run.archive.fault(null);
            happened = pause.happened;
            stopped += late == Exporter.Step.STOPPED ? 1 : 0;
            run.record(MORE);
            if (holder.run() != Exporter.Step.IDLE) {
                run.expectAll(second, 90, when + ", after a start");
            }
            left += run.judge(when).size();
            run.record(MORE);
            run.expectAll(first, 130, when + ", and the late one as the holder");
            run.record(MORE);
            run.expectAll(second, 90, when + ", and back");
            left += run.judge(when).size();
        }
        assertThat(at).isGreaterThan(15);
        assertThat(stopped).isPositive();
        assertThat(left).as("segments that nobody published").isPositive();
    }

    @Test
    void whoIsNotKnownToBeTheHolderWaits() throws Exception {
        record(RECORDS);
        journal.isHeld = false;
        Bench bench = bench(new MemoryStaging(), 130);
        assertThat(bench.run()).isEqualTo(Exporter.Step.FAILED);
        assertThat(archive.keys("")).isEmpty();
        journal.isHeld = true;
        assertThat(bench.run()).isEqualTo(Exporter.Step.IDLE);
        assertThat(judge("held again")).isEmpty();
    }

    @Test
    void aSegmentOfOtherRecordsIsNotTakenUp() throws Exception {
        record(RECORDS);
        MemoryJournal other = new MemoryJournal();
        for (int i = 0; i < 50; i++) {
            other.add("{\"other\":" + i + "}", Bench.NOON);
        }
        archive.fault(new Faults(Faults.Kind.CRASH_AFTER, firstPut(other)));
        @Nullable Error crashed = null;
        try {
            new Bench(other, archive, new MemoryStaging(), 130).run();
        } catch (Faults.Crash crash) {
            crashed = crash;
        }
        archive.fault(null);
        assertThat(crashed).isNotNull();
        assertThat(archive.keys("/events/")).hasSize(1);
        Bench bench = bench(new MemoryStaging(), 130);
        assertThat(bench.run()).isEqualTo(Exporter.Step.STOPPED);
        assertThat(archive.keys("/checkpoints/")).isEmpty();
    }

    /// The request that puts the first segment.
    private static int firstPut(MemoryJournal other) {
        for (int at = 1; ; at++) {
            MemoryArchive trial = new MemoryArchive();
            trial.fault(new Faults(Faults.Kind.CRASH_AFTER, at));
            try {
                new Bench(other, trial, new MemoryStaging(), 130).run();
            } catch (Faults.Crash crash) {
                if (!trial.keys("/events/").isEmpty()) {
                    return at;
                }
            }
        }
    }
}
