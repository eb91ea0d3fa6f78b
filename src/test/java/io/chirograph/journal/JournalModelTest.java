package io.chirograph.journal;

import io.chirograph.journal.internal.JournalWorld;
import io.chirograph.journal.internal.MemoryDisk;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/// Random actions on a journal of tiny files, in lockstep with plain collections.
class JournalModelTest {
    @Property(tries = 150)
    void theJournalHoldsWhatThePlainModelHolds(@ForAll("actions") List<Action> actions) throws Exception {
        try (var world = new JournalWorld()) {
            for (Action action : actions) {
                action.applyTo(world);
                world.check();
            }
        }
    }

    /// One thing that callers, the exporter, an operator or fate may do.
    sealed interface Action {
        void applyTo(JournalWorld world) throws Exception;

        record AppendTogether(int records, int payload, int seed) implements Action {
            @Override
            public void applyTo(JournalWorld world) throws Exception {
                world.appendTogether(records, payload, seed);
            }
        }

        record AppendContentTogether(int records, int bytes, int seed) implements Action {
            @Override
            public void applyTo(JournalWorld world) throws Exception {
                world.appendContentTogether(records, bytes, seed);
            }
        }

        record StageInVain(int key, int bytes) implements Action {
            @Override
            public void applyTo(JournalWorld world) {
                world.stageInVain(key, bytes);
            }
        }

        record Confirm(int percent) implements Action {
            @Override
            public void applyTo(JournalWorld world) {
                world.confirm(percent);
            }
        }

        record KeepHouse(int minutes) implements Action {
            @Override
            public void applyTo(JournalWorld world) {
                world.keepHouse(minutes);
            }
        }

        record Read(int percent, int records) implements Action {
            @Override
            public void applyTo(JournalWorld world) throws Exception {
                world.read(percent, records);
            }
        }

        record FreeSpace(int bytes) implements Action {
            @Override
            public void applyTo(JournalWorld world) {
                world.freeSpace(bytes);
            }
        }

        record StopAndStart() implements Action {
            @Override
            public void applyTo(JournalWorld world) throws Exception {
                world.stopAndStart();
            }
        }

        record KillAndStart() implements Action {
            @Override
            public void applyTo(JournalWorld world) throws Exception {
                world.killAndStart();
            }
        }

        record PowerCutAndStart(int seed) implements Action {
            @Override
            public void applyTo(JournalWorld world) throws Exception {
                world.powerCutAndStart(seed);
            }
        }

        record GoWrong(MemoryDisk.Outcome how, int inSteps) implements Action {
            @Override
            public void applyTo(JournalWorld world) {
                world.goWrong(how, inSteps);
            }
        }
    }

    @Provide
    Arbitrary<List<Action>> actions() {
        Arbitrary<Integer> seeds = Arbitraries.integers().between(0, 1_000_000);
        Arbitrary<Integer> percent = Arbitraries.integers().between(0, 100);
        Arbitrary<Action> append = Combinators.combine(
                        Arbitraries.integers().between(1, 12),
                        Arbitraries.integers().between(0, 900),
                        seeds)
                .as(Action.AppendTogether::new);
        Arbitrary<Action> content = Combinators.combine(
                        Arbitraries.integers().between(1, 5),
                        Arbitraries.integers().between(0, 3000),
                        seeds)
                .as(Action.AppendContentTogether::new);
        Arbitrary<Action> inVain = Combinators.combine(
                        Arbitraries.integers().between(0, 7),
                        Arbitraries.integers().between(1, 900))
                .as(Action.StageInVain::new);
        return Arbitraries.<Action>frequencyOf(
                        Tuple.of(5, content),
                        Tuple.of(1, inVain),
                        Tuple.of(10, append),
                        Tuple.of(3, percent.map(Action.Confirm::new)),
                        Tuple.of(4, Arbitraries.integers().between(-30, 60).map(Action.KeepHouse::new)),
                        Tuple.of(
                                3,
                                Combinators.combine(
                                                percent, Arbitraries.integers().between(1, 30))
                                        .as(Action.Read::new)),
                        Tuple.of(1, Arbitraries.integers().between(0, 40_000).map(Action.FreeSpace::new)),
                        Tuple.of(1, Arbitraries.just(new Action.StopAndStart())),
                        Tuple.of(1, Arbitraries.just(new Action.KillAndStart())),
                        Tuple.of(1, seeds.map(Action.PowerCutAndStart::new)),
                        Tuple.of(
                                2,
                                Combinators.combine(
                                                Arbitraries.of(MemoryDisk.Outcome.class),
                                                Arbitraries.integers().between(0, 25))
                                        .as(Action.GoWrong::new)))
                .list()
                .ofMinSize(5)
                .ofMaxSize(60);
    }
}
