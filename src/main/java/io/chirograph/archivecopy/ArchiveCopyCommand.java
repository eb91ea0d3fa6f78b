package io.chirograph.archivecopy;

import io.chirograph.archive.Archive;
import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.archive.PatientArchive;
import io.chirograph.archive.ReadOnlyArchive;
import io.chirograph.archive.Retention;
import io.chirograph.archive.RetentionStore;
import io.chirograph.archive.configured.Archives;
import io.chirograph.archive.configured.ConfiguredArchive;
import io.chirograph.archive.configured.ConfiguredArchives;
import io.chirograph.archive.settings.ArchiveProperties;
import io.chirograph.publishedlog.KeySearch;
import io.chirograph.publishedlog.PrintableText;
import io.chirograph.publishedlog.PublishedLog;
import io.chirograph.retention.manager.ManagerStore;
import io.chirograph.support.command.ChirographCommand;
import io.chirograph.tlog.note.KeyHistory;
import io.chirograph.tlog.note.VerifierKey;
import io.chirograph.verifier.ArchiveVerifier;
import io.chirograph.verifier.command.ArchiveLocation;
import io.chirograph.verifier.command.KeyOptions;
import io.chirograph.verifier.command.TerminalProgress;
import io.chirograph.verifier.options.Progress;
import io.chirograph.verifier.options.VerificationOptions;
import io.chirograph.verifier.report.InvalidCheckpointException;
import io.chirograph.verifier.report.LogReport;
import io.chirograph.verifier.report.ReportText;
import io.chirograph.verifier.report.VerificationReport;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `chirograph archive copy`: carries logs to another store, and verifies them there.
@Command(
        name = "copy",
        mixinStandardHelpOptions = true,
        description =
                "Carry logs from one archive to another: the same bytes under the same names, with locks that are no"
                        + " weaker and no shorter. What is there already is compared and passed over, so that a copy that was"
                        + " interrupted goes on. Then the copy is verified.",
        footer = {
            "",
            "An archive is main, source, or a name of chirograph.archives, with the credential of the configuration;",
            "or a directory (with a slash in it), or s3://bucket/prefix, with AWS's default chain.",
            "Exit codes: 0 carried, and the copy holds; 1 it does not hold, or something was left undone; 2 could not be"
                    + " done."
        })
public final class ArchiveCopyCommand extends ChirographCommand implements Callable<Integer> {
    private static final Duration PAUSE = Duration.ofMillis(200);
    private static final byte UNKNOWN_CLASS = -1;
    private static final int TENTHS = 10;

    private final Supplier<Environment> environment;

    @Option(names = "--from", paramLabel = "ARCHIVE", required = true, description = "Which archive is read.")
    private String from = "";

    @Option(names = "--to", paramLabel = "ARCHIVE", required = true, description = "Where the logs go.")
    private String to = "";

    @Mixin
    private KeyOptions keys = new KeyOptions();

    @Option(names = "--dry-run", description = "Read, compare, and put nothing.")
    private boolean trial;

    @Option(
            names = "--without-locks",
            description = "Leave locks and holds behind: for a copy to work with, not to keep.")
    private boolean unlocked;

    @Mixin
    private ArchiveLocation location = new ArchiveLocation();

    public ArchiveCopyCommand(Supplier<Environment> environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() throws IOException {
        List<VerifierKey> given = keys.read(line());
        if (given.isEmpty()) {
            throw usage("--key is missing: the first verifier key of each log that is to be carried");
        }
        if (from.equals(to)) {
            throw usage("--from and --to are the same archive: " + from);
        }
        try {
            if (!isName(from) && !isName(to)) {
                return copy(given, null, null);
            }
            Environment settings = environment.get();
            Binder binder = Binder.get(settings);
            Path data = Path.of(settings.getProperty("chirograph.data-dir", "./data"));
            try (ConfiguredArchives archives = ConfiguredArchives.open(binder, data)) {
                return copy(given, archives, binder);
            }
        } catch (ArchiveUnavailableException e) {
            return report(
                    COULD_NOT,
                    "not done: " + PrintableText.of(String.valueOf(e.getMessage()))
                            + "; what was carried stays, and the same command goes on");
        } catch (CopyStoppedException e) {
            return report(FAILED, "stopped: " + PrintableText.of(String.valueOf(e.getMessage())));
        }
    }

    private static boolean isName(String archive) {
        return archive.matches("[a-z0-9-]{1,32}");
    }

    private int copy(List<VerifierKey> given, @Nullable ConfiguredArchives archives, @Nullable Binder settings)
            throws ArchiveUnavailableException, CopyStoppedException {
        ConfiguredArchive source = isName(from) ? named(archives, from) : null;
        ConfiguredArchive kept = isName(to) ? named(archives, to) : null;
        if (kept != null && kept.isSource()) {
            throw usage("--to is " + to + ", which is only read");
        }
        try (Archive read = new ReadOnlyArchive(
                        source == null ? location.open(from) : new PatientArchive(source.archive()));
                Archive written = new PatientArchive(kept == null ? target() : kept.archive());
                RetentionStore holds = kept == null || settings == null ? null : holds(kept, settings)) {
            CopyTarget target = new CopyTarget(
                    read,
                    written,
                    new CopyTarget.Terms(
                            kept == null ? null : configured(kept),
                            holds,
                            trial,
                            unlocked,
                            InstantSource.system(),
                            PAUSE));
            int worst = DONE;
            Map<String, CarriedObject> newest = new TreeMap<>();
            List<VerifierKey> firsts = new ArrayList<>();
            List<VerifierKey> later = new ArrayList<>();
            for (VerifierKey key : given) {
                (read.versions(key.logId() + "/", "", 1).isEmpty() ? later : firsts).add(key);
            }
            for (VerifierKey key : firsts) {
                worst = Math.max(worst, carry(read, target, key, later, newest));
            }
            for (VerifierKey key : later) {
                if (firsts.stream().noneMatch(first -> first.name().equals(key.name()))) {
                    worst = report(COULD_NOT, read.describe().location() + " holds nothing of the log " + key.logId());
                }
            }
            worst = Math.max(worst, tell(target.counts()));
            if (trial) {
                return worst;
            }
            for (String log : newest.keySet()) {
                tell(Remainder.of(read, written, log));
            }
            return Math.max(worst, verify(written, given, newest));
        }
    }

    private static ConfiguredArchive named(@Nullable ConfiguredArchives archives, String name) {
        return Objects.requireNonNull(archives).readable().stream()
                .filter(archive -> archive.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no archive '" + name
                        + "' in the configuration, expected main, source or a name of chirograph.archives;"
                        + " a directory has a slash in it"));
    }

    /// A directory is made when something is put there.
    private Archive target() throws ArchiveUnavailableException {
        return to.startsWith("s3://") ? location.open(to) : Archives.directory(Path.of(to));
    }

    private static BiFunction<String, Boolean, Retention> configured(ConfiguredArchive archive) {
        return (key, isLocked) -> {
            boolean isUnclassed = !isLocked && key.contains("/events/");
            Set<Byte> codes = isUnclassed ? Set.of(UNKNOWN_CLASS) : Set.of();
            return archive.retention().of(key, codes, Instant.now());
        };
    }

    private static @Nullable RetentionStore holds(ConfiguredArchive archive, Binder settings) {
        boolean may = settings.bind("chirograph.retention-manager.s3", Bindable.mapOf(String.class, Object.class))
                .isBound();
        return may && archive.properties().type() == ArchiveProperties.Type.S3
                ? ManagerStore.open(settings, archive.name())
                : null;
    }

    /// @param later keys that may have followed, in case the events that name them have expired
    private int carry(
            Archive read,
            CopyTarget target,
            VerifierKey key,
            List<VerifierKey> later,
            Map<String, CarriedObject> newest)
            throws ArchiveUnavailableException, CopyStoppedException {
        PublishedLog log = new PublishedLog(read, key.logId());
        List<VerifierKey> followers =
                later.stream().filter(one -> one.name().equals(key.name())).toList();
        KeyHistory history = new KeySearch(log).told(key, followers).orElse(KeyHistory.of(key));
        LogCopy.Copied copied = new LogCopy(log, history, target, progress("read")).run();
        if (copied.newest() == null) {
            return report(
                    COULD_NOT,
                    read.describe().location() + " holds no checkpoint of the log " + key.logId() + " that "
                            + key.name() + "'s key signed");
        }
        newest.put(key.logId(), copied.newest());
        print("log %s: %s up to size %d, %d checkpoints"
                .formatted(key.logId(), trial ? "read" : "carried", copied.size(), copied.checkpoints()));
        return copied.size() < copied.listed()
                ? report(
                        FAILED,
                        "the source's newest checkpoint of " + key.logId() + " is of size " + copied.listed()
                                + "; beyond " + copied.size() + " nothing is signed by the log's key")
                : DONE;
    }

    private int tell(CopyTarget.Counts counts) {
        print("  %s %,d objects of %,d bytes; %,d were there with the same bytes"
                .formatted(trial ? "would put" : "put", counts.put, counts.bytes, counts.there));
        if (trial) {
            return DONE;
        }
        print(
                unlocked
                        ? "  locks and holds were left behind"
                        : "  locks read back: %,d, of which %,d had to be lengthened; legal holds: %,d of %,d"
                                .formatted(counts.locked, counts.lengthened, counts.heldHere, counts.held));
        return counts.withoutHold == null
                ? DONE
                : report(
                        FAILED,
                        "a legal hold is missing in the copy, of " + counts.withoutHold
                                + " and others perhaps: chirograph.retention-manager.s3 has the credential that places holds");
    }

    private void tell(Remainder rest) {
        if (rest.behind() > 0) {
            print("  left behind: %,d names that are no part of the log, or beyond its newest checkpoint"
                    .formatted(rest.behind()));
            rest.names().forEach(name -> print("    " + PrintableText.of(name)));
        }
        if (rest.beyond() > 0) {
            print("  the copy has %,d names that the source has not".formatted(rest.beyond()));
        }
    }

    private int verify(Archive written, List<VerifierKey> given, Map<String, CarriedObject> newest)
            throws ArchiveUnavailableException {
        var verifier = new ArchiveVerifier(written, progress("verified"), VerificationOptions.NONE.withPayloads());
        Map<String, byte[]> known = new TreeMap<>();
        newest.forEach((log, note) -> known.put("the source's newest checkpoint of " + log, note.bytes()));
        List<LogReport> logs;
        try {
            logs = verifier.verify(given, known).logs().stream()
                    .filter(log -> newest.containsKey(log.log()))
                    .toList();
        } catch (InvalidCheckpointException e) {
            return report(COULD_NOT, "could not be verified: " + PrintableText.of(String.valueOf(e.getMessage())));
        }
        var report = new VerificationReport(written.describe().location(), logs, List.of());
        out().print(ReportText.of(report, false, false));
        out().flush();
        return logs.isEmpty() ? DONE : report.exitCode(false);
    }

    /// On a terminal one line that moves; else a line for each tenth.
    private Progress progress(String what) {
        Progress terminal = TerminalProgress.ifThereIsATerminal();
        if (terminal != Progress.NONE) {
            return terminal;
        }
        Map<String, Long> told = new HashMap<>();
        return (log, position, size) -> {
            long tenth = size == 0 ? TENTHS : TENTHS * position / size;
            Long before = told.put(log, tenth);
            if (before == null || before != tenth) {
                report(DONE, what + " " + log + ": " + position + " of " + size);
            }
        };
    }
}
