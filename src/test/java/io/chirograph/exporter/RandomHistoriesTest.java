package io.chirograph.exporter;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Tag;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

/// Records of any size at any time, batches of any bound, restarts and faults anywhere: one history, complete.
@Tag("slow")
class RandomHistoriesTest {
    private static final List<Faults.Kind> KINDS = List.of(Faults.Kind.values());

    @Property(tries = 15)
    void areOneHistoryAndComplete(
            @ForAll @LongRange(min = 0) long seed, @ForAll @IntRange(min = 1, max = 300) int maxEvents)
            throws Exception {
        Random random = new Random(seed);
        MemoryJournal journal = new MemoryJournal();
        Contents contents = new Contents(journal);
        MemoryArchive archive = new MemoryArchive();
        MemoryStaging staging = new MemoryStaging();
        Instant time = Bench.NOON;
        for (int life = 0; life < 5; life++) {
            journal.restart();
            Bench bench = new Bench(journal, archive, staging, maxEvents);
            Faults faults = new Faults(KINDS.get(random.nextInt(KINDS.size())), 1 + random.nextInt(40));
            archive.fault(faults);
            staging.fault(faults);
            try {
                for (int round = 0; round < 3; round++) {
                    time = record(journal, contents, random, time);
                    assertThat(bench.run()).isNotEqualTo(Exporter.Step.STOPPED);
                }
            } catch (Faults.Crash crash) {
                assertThat(faults.happened()).isTrue();
            }
            archive.fault(null);
            staging.fault(null);
        }
        journal.restart();
        assertThat(new Bench(journal, archive, staging, maxEvents).run()).isEqualTo(Exporter.Step.IDLE);
        Judge.oneHistory(archive, journal, (int) journal.nextSequence());
        contents.judge(archive);
        assertThat(staging.files).containsOnlyKeys("cursor");
    }

    private static Instant record(MemoryJournal journal, Contents contents, Random random, Instant from)
            throws Exception {
        Instant time = from;
        for (int i = random.nextInt(120); i >= 0; i--) {
            journal.add("x".repeat(random.nextInt(10) == 0 ? random.nextInt(30_000) : random.nextInt(50)), time);
            if (random.nextInt(15) == 0) {
                int length = random.nextInt(20) == 0 ? Contents.LARGE : random.nextInt(3000);
                String name = random.nextBoolean() ? "prompts" : "short";
                contents.add(time, name, Contents.text(random.nextInt(500)), Contents.noise(length));
            }
            time = time.plus(Duration.ofMinutes(random.nextInt(40) - 5L));
        }
        return time;
    }
}
