package io.chirograph.exporter;

import io.chirograph.archive.Archive;
import io.chirograph.archive.ArchiveProperties;
import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.journal.Journal;
import io.chirograph.journal.JournalCorruptException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Exports a stopped data directory as its process would, for an act of an operator. One thread.
///
/// Whoever opened journal and archive closes them.
public final class OfflineExport {
    private static final int TRIES = 6;

    private final Exporter exporter;
    private final ExportState state;
    private final ExporterProperties properties;
    private final LogIdentity log;
    private final Journal journal;
    private final PublishedLog published;

    private OfflineExport(
            Exporter exporter,
            ExportState state,
            ExporterProperties properties,
            LogIdentity log,
            Journal journal,
            PublishedLog published) {
        this.journal = journal;
        this.published = published;
        this.exporter = exporter;
        this.state = state;
        this.properties = properties;
        this.log = log;
    }

    /// How it ended.
    public enum Outcome {
        /// What was to be done is done.
        DONE,
        /// The archive did not answer, or did not take it; the same may succeed later.
        UNAVAILABLE,
        /// Archive and data directory do not tell one history; trying again does not help.
        REFUSED
    }

    /// @param reason why it is not done; null when it is
    /// @param left records that are not published
    public record Result(Outcome outcome, @Nullable String reason, long left) {}

    /// Nothing is asked of the archive yet.
    ///
    /// @throws IOException a key cannot be loaded
    public static OfflineExport open(
            Journal journal,
            Archive archive,
            ArchiveProperties retention,
            LogProperties log,
            ExporterProperties properties,
            Path dataDirectory,
            Clock clock)
            throws IOException {
        Staging staging = new Staging(dataDirectory.resolve("staging"));
        KeyRing keys = KeyRing.open(log, dataDirectory);
        ExportState state = new ExportState(journal, clock, System::nanoTime);
        Exporter exporter = new Exporter(journal, archive, retention, keys, staging, properties, state, clock);
        LogIdentity identity = identity(keys);
        return new OfflineExport(
                exporter, state, properties, identity, journal, new PublishedLog(archive, identity, keys));
    }

    private static LogIdentity identity(KeyRing keys) {
        return LogIdentity.of(keys.history().keys().getFirst());
    }

    /// Who is exported.
    public LogIdentity log() {
        return log;
    }

    /// Asks whether the archive is one that this data directory extends; nothing is recorded for that.
    public Result check() {
        return result(persist(false));
    }

    /// Exports until nothing is left, or until it cannot.
    public Result drain() {
        Exporter.Step last = persist(true);
        while (last == Exporter.Step.PUBLISHED) {
            last = persist(true);
        }
        return result(last);
    }

    /// Where the journal and what is published part.
    ///
    /// @throws IOException the archive cannot be read, or does not hold what it lists
    /// @throws JournalCorruptException the journal is damaged
    public Divergence divergence() throws IOException, JournalCorruptException {
        try {
            return Divergence.find(journal, published);
        } catch (ArchiveUnavailableException | ExportStoppedException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    /// A step, and the same again for a while when it fails.
    private Exporter.Step persist(boolean flush) {
        Exporter.Step step = exporter.step(flush);
        for (int i = 0; i < TRIES && step == Exporter.Step.FAILED; i++) {
            LockSupport.parkNanos(properties.retryMin().toNanos() << i);
            step = exporter.step(flush);
        }
        return step;
    }

    private Result result(Exporter.Step step) {
        return switch (step) {
            case IDLE, PUBLISHED -> new Result(Outcome.DONE, null, state.waiting());
            case FAILED -> new Result(Outcome.UNAVAILABLE, state.failure(), state.waiting());
            case STOPPED -> new Result(Outcome.REFUSED, state.stopped(), state.waiting());
        };
    }
}
