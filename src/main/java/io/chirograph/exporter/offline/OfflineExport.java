package io.chirograph.exporter.offline;

import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.archive.configured.ConfiguredArchives;
import io.chirograph.exporter.Divergence;
import io.chirograph.exporter.ExportState;
import io.chirograph.exporter.ExportedLog;
import io.chirograph.exporter.Exporter;
import io.chirograph.exporter.ExporterProperties;
import io.chirograph.exporter.Exporters;
import io.chirograph.exporter.Staging;
import io.chirograph.exporter.keys.ExportStoppedException;
import io.chirograph.exporter.keys.KeyRing;
import io.chirograph.exporter.keys.LogIdentity;
import io.chirograph.exporter.keys.LogProperties;
import io.chirograph.journal.Journal;
import io.chirograph.journal.JournalCorruptException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Exports the data directory of a stopped process, for an operator.
/// To `main` first, then to the further archives. One thread.
///
/// Whoever opened journal and archives closes them.
public record OfflineExport(Exporters exporters) {
    private static final int TRIES = 6;

    public enum Outcome {
        /// What was to be done is done.
        DONE,
        /// The archive did not answer, or did not take it; the same may succeed later.
        UNAVAILABLE,
        /// Archive and data directory do not tell one history; trying again does not help.
        REFUSED
    }

    /// @param reason why it is not done; null when it is
    public record Result(Outcome outcome, @Nullable String reason, long left) {}

    /// Nothing is asked of any archive yet.
    /// @throws IOException a key cannot be loaded
    public static OfflineExport open(
            Journal journal,
            ConfiguredArchives archives,
            LogProperties log,
            ExporterProperties properties,
            Path dataDirectory,
            Clock clock)
            throws IOException {
        Staging staging = new Staging(dataDirectory.resolve("staging"));
        KeyRing keys = KeyRing.open(log, dataDirectory);
        return new OfflineExport(
                Exporters.of(new ExportedLog(journal, keys, staging, properties, clock, System::nanoTime), archives));
    }

    public LogIdentity log() {
        return exporters.log().identity();
    }

    /// Asks whether the archive `main` is one that this data directory extends; nothing is recorded for that.
    public Result check() {
        return result(main(), persist(main(), false));
    }

    private Exporter main() {
        return exporters.all().getFirst();
    }

    /// Exports until nothing is left, or until it cannot. Answers for `main`; when that is done, for the first further
    /// archive that is required and is not.
    public Result drain() {
        Result result = drain(main());
        for (Exporter further : exporters.all()) {
            if (result.outcome() == Outcome.DONE && further != main()) {
                Result there = drain(further);
                if (there.outcome() == Outcome.DONE || further.target().required()) {
                    result = there;
                }
            }
        }
        return result;
    }

    private Result drain(Exporter exporter) {
        Exporter.Step last = persist(exporter, true);
        while (last == Exporter.Step.PUBLISHED) {
            last = persist(exporter, true);
        }
        return result(exporter, last);
    }

    /// Where the journal and what is published part.
    /// @throws IOException the archive cannot be read, or does not hold what it lists
    /// @throws JournalCorruptException the journal is damaged
    public Divergence divergence() throws IOException, JournalCorruptException {
        try {
            return Divergence.find(exporters.log().journal(), exporters.main());
        } catch (ArchiveUnavailableException | ExportStoppedException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    /// A step, and the same again for a while when it fails.
    private Exporter.Step persist(Exporter exporter, boolean flush) {
        Exporter.Step step = exporter.step(flush);
        for (int i = 0; i < TRIES && step == Exporter.Step.FAILED; i++) {
            LockSupport.parkNanos(exporters.log().properties().retryMin().toNanos() << i);
            step = exporter.step(flush);
        }
        return step;
    }

    /// Nothing that a further archive says is a reason to end the log.
    private Result result(Exporter exporter, Exporter.Step step) {
        ExportState state = exporter.state();
        boolean isMain = exporter == main();
        String at = isMain ? "" : "archive " + state.archive() + ": ";
        return switch (step) {
            case IDLE, PUBLISHED -> new Result(Outcome.DONE, null, state.waiting());
            case FAILED -> new Result(Outcome.UNAVAILABLE, at + state.failure(), state.waiting());
            case STOPPED ->
                new Result(isMain ? Outcome.REFUSED : Outcome.UNAVAILABLE, at + state.stopped(), state.waiting());
        };
    }
}
