package io.chirograph.exporter;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.archive.ArchiveInTurns;
import io.chirograph.tlog.TreeHasher;
import io.chirograph.tlog.note.Checkpoint;
import io.chirograph.tlog.note.SignedNote;
import io.chirograph.tlog.tile.TreeBuilder;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Two processes with the same key and origin, each with a data directory of its own, on one bucket.
class TwoExportersTest {
    private static final int RUNS = 60;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void neverShowTwoHistories(long seed) throws Exception {
        for (int run = 0; run < RUNS; run++) {
            Random random = new Random(seed * 1000 + run);
            MemoryArchive archive = new MemoryArchive();
            MemoryJournal[] journals = {journal("a", random), journal("b", random)};
            Turns turns = new Turns(random.nextLong(), 2);
            Thread[] threads = new Thread[2];
            for (int i = 0; i < 2; i++) {
                Bench bench = new Bench(
                        journals[i], new ArchiveInTurns(archive, turns), new MemoryStaging(), 1 + random.nextInt(4));
                threads[i] = Thread.ofPlatform().name("exporter " + i).start(() -> {
                    bench.run();
                    turns.leave();
                });
            }
            threads[0].join();
            threads[1].join();
            assertThat(signed(archive))
                    .as("seed %d, run %d", seed, run)
                    .satisfiesAnyOf(
                            signed -> assertThat(roots(journals[0])).containsAll(signed),
                            signed -> assertThat(roots(journals[1])).containsAll(signed));
        }
    }

    /// With two archives each of them holds one history, and whoever was not first there says so.
    @ParameterizedTest
    @ValueSource(longs = {5, 6, 7, 8})
    void neverShowTwoHistoriesInOneOfSeveralArchives(long seed) throws Exception {
        for (int run = 0; run < RUNS; run++) {
            Random random = new Random(seed * 1000 + run);
            MemoryArchive[] archives = {new MemoryArchive(), new MemoryArchive()};
            MemoryJournal[] journals = {journal("a", random), journal("b", random)};
            Turns turns = new Turns(random.nextLong(), 2);
            Thread[] threads = new Thread[2];
            for (int i = 0; i < 2; i++) {
                Copies copies = new Copies(journals[i], new MemoryStaging(), new ArchiveInTurns(archives[0], turns))
                        .and("second", new ArchiveInTurns(archives[1], turns), random.nextBoolean());
                copies.maxEvents = 1 + random.nextInt(4);
                Bench bench = copies.start();
                threads[i] = Thread.ofPlatform().name("exporter " + i).start(() -> {
                    Copies.run(bench);
                    turns.leave();
                });
            }
            threads[0].join();
            threads[1].join();
            for (MemoryArchive archive : archives) {
                assertThat(signed(archive))
                        .as("seed %d, run %d", seed, run)
                        .satisfiesAnyOf(
                                signed -> assertThat(roots(journals[0])).containsAll(signed),
                                signed -> assertThat(roots(journals[1])).containsAll(signed));
            }
        }
    }

    /// A few records over midnight, by a clock that is a little off; the first ones may be the same in both.
    private static MemoryJournal journal(String name, Random random) {
        MemoryJournal journal = new MemoryJournal();
        Duration off = Duration.ofHours(random.nextInt(24));
        int same = random.nextInt(4);
        for (int i = 0; i < 4 + random.nextInt(6); i++) {
            journal.add((i < same ? "both" : name) + i, Bench.NOON.plus(off).plus(Duration.ofHours(3L * i)));
        }
        return journal;
    }

    /// Size and root of everything that was signed, in every version.
    private static Set<String> signed(MemoryArchive archive) throws Exception {
        Set<String> signed = new HashSet<>();
        for (String key : archive.keys("/checkpoints/")) {
            for (byte[] note : archive.stored(key)) {
                Checkpoint checkpoint =
                        SignedNote.open(note, Bench.SIGNER.verifierKey().name(), List.of(Bench.SIGNER.verifierKey()));
                signed.add(checkpoint.size() + " " + checkpoint.root());
            }
        }
        return signed;
    }

    private static Set<String> roots(MemoryJournal journal) {
        Set<String> roots = new HashSet<>();
        TreeBuilder tree = TreeBuilder.empty();
        for (int i = 0; i < journal.nextSequence(); i++) {
            tree.append(TreeHasher.leaf(journal.payload(i)), tile -> {});
            roots.add(tree.size() + " " + tree.root());
        }
        return roots;
    }
}
