package io.chirograph.exporter;

import io.chirograph.archive.Archive;
import io.chirograph.archive.Unclassed;
import io.chirograph.archive.configured.ConfiguredArchive;
import io.chirograph.archive.configured.ConfiguredArchives;
import java.util.ArrayList;
import java.util.List;
import org.springframework.util.unit.DataSize;

/// Several archives of one data directory, the first of them `main`, and their exporters.
final class Copies {
    final MemoryJournal journal;
    final MemoryStaging staging;
    final List<ConfiguredArchive> archives = new ArrayList<>();
    DataSize maxStaged = DataSize.ofGigabytes(1);
    int maxEvents = 270;

    Copies(MemoryJournal journal, MemoryStaging staging, Archive main) {
        this.journal = journal;
        this.staging = staging;
        archives.add(Unclassed.archive("main", main, Bench.directory(), true));
    }

    Copies and(String name, Archive archive, boolean required) {
        archives.add(Unclassed.archive(name, archive, Bench.directory(), required));
        return this;
    }

    /// As after a start.
    Bench start() {
        journal.restart();
        return new Bench(
                journal, ConfiguredArchives.of(archives), staging, Bench.properties(maxEvents, maxStaged), Bench.RING);
    }

    /// Each exporter takes its turn until none has anything left to do, or can do it; answers how each ended.
    static List<Exporter.Step> run(Bench bench) {
        List<Exporter.Step> last = new ArrayList<>();
        boolean more = true;
        for (int round = 0; more && round < 1000; round++) {
            last.clear();
            bench.exporters.all().forEach(exporter -> last.add(exporter.step(true)));
            more = last.contains(Exporter.Step.PUBLISHED);
        }
        return List.copyOf(last);
    }

    /// Once more where a step failed.
    static List<Exporter.Step> runAgain(Bench bench) {
        List<Exporter.Step> last = run(bench);
        return last.contains(Exporter.Step.FAILED) ? run(bench) : last;
    }
}
