package io.chirograph.exporter;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Whatever goes wrong, at whichever step: the same bytes go out under the same names, and there is one history.
class ExporterFaultsTest {
    private static final int RECORDS = 600;
    private static final int LARGE = Contents.LARGE;

    /// Records with and without content of two classes, one of them too large for a pack.
    private static MemoryJournal journal() throws Exception {
        MemoryJournal journal = new MemoryJournal();
        Contents contents = new Contents(journal);
        for (int i = 0; i < RECORDS; i++) {
            Instant time = Bench.NOON.plus(Duration.ofMinutes(2L * i));
            if (i % 100 == 7) {
                contents.add(
                        time, i < 300 ? "prompts" : "short", Contents.text(i), Contents.noise(i == 307 ? LARGE : i));
            } else {
                journal.add("{\"event\":" + i + "}", time);
            }
        }
        return journal;
    }

    /// What is sealed when, and so what is in which segment, is the same in every run.
    private static MemoryArchive undisturbed() throws Exception {
        MemoryArchive archive = new MemoryArchive();
        MemoryJournal journal = journal();
        new Bench(journal, archive, new MemoryStaging(), 270).run();
        Judge.oneHistory(archive, journal, RECORDS);
        assertThat(archive.keys("/payloads/")).hasSizeGreaterThan(3);
        return archive;
    }

    @ParameterizedTest
    @EnumSource
    void atEveryStepOnce(Faults.Kind kind) throws Exception {
        MemoryArchive expected = undisturbed();
        int at = 1;
        boolean happened = true;
        for (; happened; at++) {
            MemoryStaging staging = new MemoryStaging();
            MemoryArchive archive = new MemoryArchive();
            MemoryJournal journal = journal();
            Faults faults = new Faults(kind, at);
            archive.fault(faults);
            staging.fault(faults);
            disturbed(kind, faults, new Bench(journal, archive, staging, 270));
            happened = faults.happened();
            archive.fault(null);
            staging.fault(null);
            journal.restart();
            Bench after = new Bench(journal, archive, staging, 270);
            assertThat(after.run()).as("%s at step %d", kind, at).isEqualTo(Exporter.Step.IDLE);
            Judge.oneHistory(archive, journal, RECORDS);
            Judge.sameObjects(archive, expected);
            assertThat(staging.files).as("%s at step %d", kind, at).containsOnlyKeys("cursor");
            assertThat(journal.confirmed()).isEqualTo(RECORDS);
        }
        assertThat(at).isGreaterThan(25);
    }

    /// A failure is tried again by the same exporter; a crash ends it.
    private static void disturbed(Faults.Kind kind, Faults faults, Bench bench) {
        switch (kind) {
            case REFUSED, DONE_BUT_FAILED -> {
                if (bench.run() == Exporter.Step.FAILED) {
                    assertThat(bench.state.failures()).isEqualTo(1);
                    assertThat(bench.run()).isEqualTo(Exporter.Step.IDLE);
                }
            }
            case CRASH_BEFORE, CRASH_AFTER -> {
                try {
                    bench.run();
                } catch (Faults.Crash crash) {
                    assertThat(faults.happened()).isTrue();
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"CRASH_BEFORE", "CRASH_AFTER"})
    void crashAfterCrashStillEnds(Faults.Kind kind) throws Exception {
        MemoryArchive archive = new MemoryArchive();
        MemoryJournal journal = journal();
        MemoryStaging staging = new MemoryStaging();
        int crashes = 0;
        for (int at = 1; at < 20; at++) {
            Faults faults = new Faults(kind, at);
            archive.fault(faults);
            staging.fault(faults);
            journal.restart();
            disturbed(kind, faults, new Bench(journal, archive, staging, 97));
            crashes += faults.happened() ? 1 : 0;
        }
        assertThat(crashes).isGreaterThan(8);
        archive.fault(null);
        staging.fault(null);
        journal.restart();
        assertThat(new Bench(journal, archive, staging, 97).run()).isEqualTo(Exporter.Step.IDLE);
        Judge.oneHistory(archive, journal, RECORDS);
    }
}
