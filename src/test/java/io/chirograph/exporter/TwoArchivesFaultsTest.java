package io.chirograph.exporter;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.Effort;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.util.unit.DataSize;

/// Two archives, each with faults of its own, and crashes anywhere: both end with the same bytes and one history.
@Tag("slow")
class TwoArchivesFaultsTest {
    private static final int RECORDS = 600;
    private static final List<Exporter.Step> IDLE = List.of(Exporter.Step.IDLE, Exporter.Step.IDLE);

    private static MemoryJournal journal(int records) throws Exception {
        MemoryJournal journal = new MemoryJournal();
        Contents contents = new Contents(journal);
        for (int i = 0; i < records; i++) {
            Instant time = Bench.NOON.plus(Duration.ofMinutes(2L * i));
            if (i % 250 == 7) {
                contents.add(time, "prompts", Contents.text(i), Contents.noise(i == 257 ? Contents.LARGE : i));
            } else {
                journal.add("{\"event\":" + i + "}", time);
            }
        }
        return journal;
    }

    /// What is around one data directory.
    private static final class World {
        final MemoryJournal journal;
        final MemoryStaging staging = new MemoryStaging();
        final MemoryArchive main = new MemoryArchive();
        final MemoryArchive second = new MemoryArchive();
        private final DataSize maxStaged;

        World(MemoryJournal journal, DataSize maxStaged) {
            this.journal = journal;
            this.maxStaged = maxStaged;
        }

        Bench start() {
            Copies copies = new Copies(journal, staging, main).and("second", second, true);
            copies.maxStaged = maxStaged;
            return copies.start();
        }

        void heal() {
            main.fault(null);
            second.fault(null);
            staging.fault(null);
        }

        void judge(String as) throws Exception {
            heal();
            assertThat(Copies.run(start())).as(as).isEqualTo(IDLE);
            Judge.oneHistory(main, journal, (int) journal.nextSequence());
            Judge.sameObjects(main, second);
            assertThat(journal.confirmed()).isEqualTo(journal.nextSequence());
            assertThat(staging.batches()).isEmpty();
            assertThat(staging.files.keySet()).as(as).noneMatch(name -> name.contains("+"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void atEveryStepOfEitherOrOfTheStagingOnce(Faults.Kind kind) throws Exception {
        for (int victim = 0; victim < 3; victim++) {
            boolean happened = true;
            for (int at = 1; happened; at++) {
                if (!Effort.takes(at, 5)) {
                    continue;
                }
                World world = new World(journal(RECORDS), DataSize.ofGigabytes(1));
                Faults faults = faults(world, victim, kind, at);
                disturbed(world.start(), faults);
                happened = faults.happened();
                world.judge(kind + " of " + victim + " at step " + at);
                assertThat(at).isLessThan(200);
            }
        }
    }

    /// The same while the second one is filled from the first, of which nothing is left in the journal.
    @ParameterizedTest
    @EnumSource
    void atEveryStepOfAFillingOnce(Faults.Kind kind) throws Exception {
        for (int victim = 0; victim < 3; victim++) {
            boolean happened = true;
            for (int at = 1; happened; at++) {
                if (!Effort.takes(at, 5)) {
                    continue;
                }
                World world = new World(journal(RECORDS), DataSize.ofBytes(0));
                Copies.run(new Copies(world.journal, world.staging, world.main).start());
                world.journal.forget(RECORDS);
                Faults faults = faults(world, victim, kind, at);
                disturbed(world.start(), faults);
                happened = faults.happened();
                world.judge("filling, " + kind + " of " + victim + " at step " + at);
                assertThat(at).isLessThan(200);
            }
        }
    }

    private static Faults faults(World world, int victim, Faults.Kind kind, int at) {
        Faults faults = new Faults(kind, at);
        switch (victim) {
            case 0 -> world.main.fault(faults);
            case 1 -> world.second.fault(faults);
            default -> world.staging.fault(faults);
        }
        return faults;
    }

    /// Failures are tried again; a crash ends it.
    private static void disturbed(Bench bench, Faults faults) {
        try {
            assertThat(Copies.runAgain(bench)).isEqualTo(IDLE);
        } catch (Faults.Crash crash) {
            assertThat(faults.happened()).isTrue();
        }
    }

    private static List<Long> seeds() {
        return Effort.some(List.of(11L, 12L, 13L, 14L, 15L, 16L, 17L, 18L), 2);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void randomFaultsOfBothOverManyLives(long seed) throws Exception {
        Random random = new Random(seed);
        World world = new World(journal(0), DataSize.ofBytes(random.nextBoolean() ? 0 : 20_000));
        Faults.Kind[] kinds = Faults.Kind.values();
        int records = 0;
        for (int life = 0; life < 12; life++) {
            for (int victim = 0; victim < 3; victim++) {
                faults(world, victim, kinds[random.nextInt(kinds.length)], 1 + random.nextInt(60));
            }
            boolean secondIsAway = random.nextInt(3) == 0;
            try {
                Bench bench = world.start();
                for (int round = 0; round < 4; round++) {
                    for (int i = random.nextInt(200); i >= 0; i--) {
                        world.journal.add("{\"event\":" + records + "}", Bench.NOON.plusSeconds(60L * records++));
                    }
                    List<Exporter.Step> last =
                            secondIsAway ? List.of(Bench.run(bench.exporter)) : Copies.runAgain(bench);
                    assertThat(last).doesNotContain(Exporter.Step.STOPPED);
                }
            } catch (Faults.Crash crash) {
                world.heal();
            }
            world.heal();
        }
        world.judge("seed " + seed);
    }
}
