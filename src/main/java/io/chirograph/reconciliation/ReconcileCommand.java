package io.chirograph.reconciliation;

import io.chirograph.archive.Archive;
import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.archive.configured.ConfiguredArchives;
import io.chirograph.archive.retention.ObjectRetention;
import io.chirograph.event.value.Actor;
import io.chirograph.exporter.keys.LogProperties;
import io.chirograph.gateway.settings.ConfiguredProvider;
import io.chirograph.journal.JournalCorruptException;
import io.chirograph.journal.JournalProperties;
import io.chirograph.journal.internal.DiskJournal;
import io.chirograph.publishedlog.KnownKeys;
import io.chirograph.publishedlog.PublishedLog;
import io.chirograph.query.index.FollowedLog;
import io.chirograph.query.index.FollowedLogs;
import io.chirograph.query.index.LogRefusedException;
import io.chirograph.recording.OfflineLog;
import io.chirograph.recording.RecordingUnavailable;
import io.chirograph.support.command.AdminOptions;
import io.chirograph.support.command.ChirographCommand;
import io.chirograph.support.disk.DurableFiles;
import io.chirograph.support.json.StrictJson;
import io.chirograph.tlog.note.VerifierKey;
import io.chirograph.verifier.command.ArchiveLocation;
import io.chirograph.verifier.command.KeyOptions;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `chirograph reconcile`: holds a provider's own report of usage against the trail, and has the outcome
/// recorded.
@Command(
        name = "reconcile",
        mixinStandardHelpOptions = true,
        description = "Hold a provider's own report of usage against the trail: what went around the gateway, and what"
                + " its credentials used beyond the calls that are recorded.",
        footer = {
            "",
            "Exit codes: 0 holds, 1 does not hold, 2 could not be checked, or not be recorded.",
            "The administrator's credential is sent to the configured address alone; no serving process has it."
        })
public final class ReconcileCommand extends ChirographCommand implements Callable<Integer> {
    private static final int MOST_DAYS = 93;

    private final Supplier<Environment> environment;
    private final Function<Environment, VerifierKey> ownKey;
    private final Clock clock;

    @Mixin
    private ReconcileOptions about = new ReconcileOptions();

    @Option(
            names = "--archive",
            paramLabel = "ARCHIVE",
            description = "a directory, or s3://bucket/prefix; default: the configured one that auditors read")
    private @Nullable String location;

    @Mixin
    private KeyOptions keys = new KeyOptions();

    @Mixin
    private ArchiveLocation archive = new ArchiveLocation();

    @Option(names = "--report", paramLabel = "FILE", description = "write the whole outcome there, as a page (HTML)")
    private @Nullable Path page;

    @Option(names = "--json", description = "print the whole outcome as one JSON object")
    private boolean json;

    @Option(names = "--dry-run", description = "record nothing")
    private boolean dryRun;

    @Mixin
    private AdminOptions where = new AdminOptions();

    /// @param ownKey the key of the log that a process of this configuration writes
    public ReconcileCommand(Supplier<Environment> environment, Function<Environment, VerifierKey> ownKey) {
        this(environment, ownKey, Clock.systemUTC());
    }

    ReconcileCommand(Supplier<Environment> environment, Function<Environment, VerifierKey> ownKey, Clock clock) {
        this.environment = environment;
        this.ownKey = ownKey;
        this.clock = clock;
    }

    /// What was found, before it is recorded.
    private record Found(ReconciledUsage usage, List<Row> rows, List<BilledCost> costs) {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        Environment settings = environment.get();
        Binder binder = Binder.get(settings);
        Map<String, Declared> all = binder.bindOrCreate("chirograph.reconciliation", ReconciliationProperties.class)
                .providers();
        Declared declared = all.get(about.provider());
        if (declared == null) {
            throw usage("--provider: nothing is declared in chirograph.reconciliation.providers." + about.provider());
        }
        if (!about.from().isBefore(about.to()) || ChronoUnit.DAYS.between(about.from(), about.to()) > MOST_DAYS) {
            throw usage("--to must be 1 to " + MOST_DAYS + " days behind --from");
        }
        if (!dryRun && !where.offline()) {
            where.client(line());
        }
        Map<String, ConfiguredProvider> providers = ConfiguredProvider.all(binder);
        URI address = usage(() -> declared.address(about.provider(), providers));
        List<Declared> others = all.entrySet().stream()
                .filter(other -> !other.getKey().equals(about.provider())
                        && other.getValue().report().equals(declared.report())
                        && other.getValue().address(other.getKey(), providers).equals(address))
                .map(Map.Entry::getValue)
                .toList();
        String credential;
        try {
            credential = about.credential(System.getenv());
        } catch (IllegalArgumentException e) {
            throw usage(String.valueOf(e.getMessage()));
        }
        Instant now = clock.instant();
        Found found = found(settings, declared, others, address, credential, now);
        return finish(settings, found, now);
    }

    private Found found(
            Environment settings, Declared declared, List<Declared> others, URI address, String credential, Instant now)
            throws InterruptedException {
        String source = address.toString();
        try (ReportReader reader =
                new ReportReader(address, ReportFormat.of(declared.report()), credential, ReportReader.Bounds.USUAL)) {
            UsageReport report = reader.read(about.from(), about.to());
            Trail trail = new Trail(declared.boundary());
            List<String> unknown = read(settings, new TrailReader(declared.providers(about.provider()), trail));
            List<Row> rows = new Comparison(declared, others, trail, about.from(), about.to(), now).rows(report);
            String gap = gap(unknown, trail, rows, declared, now);
            boolean differs = rows.stream().anyMatch(row -> row.verdict().differs());
            String verdict =
                    differs ? ReconciledUsage.DIFFERS : gap == null ? ReconciledUsage.HOLDS : ReconciledUsage.UNCHECKED;
            String reason = gap == null ? open(declared, now) : gap;
            ReconciledUsage usage = ReconciledUsage.of(
                    about.provider(), source, about.from(), about.to(), verdict, reason, rows, report, trail);
            return new Found(usage, rows, report.costs());
        } catch (IOException | ArchiveUnavailableException | LogRefusedException | IllegalArgumentException e) {
            return new Found(
                    ReconciledUsage.unchecked(
                            about.provider(), source, about.from(), about.to(), String.valueOf(e.getMessage())),
                    List.of(),
                    List.of());
        }
    }

    /// Why it cannot be said whether it holds; null where it can.
    private @Nullable String gap(List<String> unknown, Trail trail, List<Row> rows, Declared declared, Instant now) {
        if (!unknown.isEmpty()) {
            return "no key is known of log " + String.join(", ", unknown);
        }
        if (trail.logs().isEmpty()) {
            return "there is no log that could be read";
        }
        if (!declared.isFinal(about.from(), now)) {
            return "the provider may still be counting on every one of these days";
        }
        return rows.stream()
                .filter(row -> row.verdict() == Verdict.UNCOVERED)
                .findFirst()
                .map(row -> row.day() + ": " + row.note())
                .orElse(null);
    }

    /// Which of the days are not final; null where all are.
    private @Nullable String open(Declared declared, Instant now) {
        return about.from()
                .datesUntil(about.to())
                .filter(day -> !declared.isFinal(day, now))
                .findFirst()
                .map(day -> "from " + day + " on the provider may still be counting")
                .orElse(null);
    }

    /// Reads the logs; answers those whose key nobody gave.
    private List<String> read(Environment settings, TrailReader reader)
            throws IOException, ArchiveUnavailableException, LogRefusedException {
        String given = location;
        if (given != null) {
            try (Archive opened = archive.open(given)) {
                return read(FollowedLogs.of(keys.read(line()), opened), Set.of(opened), reader);
            }
        }
        Binder binder = Binder.get(settings);
        Path data = data(settings);
        List<String> vkeys = new ArrayList<>(
                binder.bind(KnownKeys.PROPERTY, Bindable.listOf(String.class)).orElse(List.of()));
        keys.read(line()).forEach(key -> vkeys.add(key.encode()));
        LogProperties log = binder.bindOrCreate("chirograph.log", LogProperties.class);
        List<VerifierKey> own = log.signingKey() != null && Files.exists(log.signingKey())
                ? List.of(ownKey.apply(settings))
                : List.of();
        try (ConfiguredArchives archives = ConfiguredArchives.open(binder, data)) {
            return read(
                    FollowedLogs.of(own, data, vkeys, archives),
                    new LinkedHashSet<>(List.of(
                            archives.main().archive(), archives.audited().archive())),
                    reader);
        }
    }

    private List<String> read(FollowedLogs logs, Set<Archive> archives, TrailReader reader)
            throws ArchiveUnavailableException, LogRefusedException {
        List<String> unknown = new ArrayList<>();
        for (Archive one : archives) {
            List<FollowedLog> known = logs.in(one);
            for (String id : PublishedLog.ids(one)) {
                if (known.stream().noneMatch(log -> log.id().equals(id))) {
                    unknown.add(id);
                }
            }
            for (FollowedLog log : known) {
                reader.read(log, about.from(), about.to());
            }
        }
        return unknown;
    }

    private int finish(Environment settings, Found found, Instant now) throws IOException {
        ReconciledUsage usage = found.usage();
        String event = null;
        String failure = null;
        try {
            event = dryRun ? null : record(settings, usage);
        } catch (IOException | JournalCorruptException | RecordingUnavailable e) {
            failure = "the outcome is not recorded, as far as is known: " + e.getMessage();
        }
        ReportPage report = new ReportPage(usage, found.rows(), found.costs(), now, event);
        Path file = page;
        if (file != null) {
            DurableFiles.replace(file, report.html().getBytes(StandardCharsets.UTF_8));
        }
        out().print(json ? report.json() : report.text());
        out().flush();
        int exit = switch (usage.verdict()) {
            case ReconciledUsage.HOLDS -> DONE;
            case ReconciledUsage.DIFFERS -> FAILED;
            default -> report(COULD_NOT, "could not be checked: " + usage.reason());
        };
        return failure == null ? exit : report(exit == FAILED ? FAILED : COULD_NOT, failure);
    }

    private String record(Environment settings, ReconciledUsage usage)
            throws IOException, JournalCorruptException, RecordingUnavailable {
        if (!where.offline()) {
            return where.client(line())
                    .post(ReconciliationController.PATH, StrictJson.bytes(usage), 201)
                    .path("event")
                    .asString("");
        }
        Binder binder = Binder.get(settings);
        Path data = data(settings);
        JournalProperties limits = binder.bindOrCreate("chirograph.journal", JournalProperties.class);
        if (!Files.isDirectory(limits.directoryIn(data))) {
            throw new IOException("there is no journal in " + limits.directoryIn(data));
        }
        String origin =
                binder.bindOrCreate("chirograph.log", LogProperties.class).requiredOrigin();
        Actor user =
                new Actor(new TreeMap<>(), new TreeMap<>(Map.of("user", System.getProperty("user.name", "unknown"))));
        try (DiskJournal journal = DiskJournal.open(limits.directoryIn(data), limits, clock)) {
            OfflineLog log = new OfflineLog(
                    journal, origin, clock, ObjectRetention.configured(binder).rules()::codeOf);
            return ReconciliationStore.open(data, clock)
                    .take(usage, log::recordAlone, user)
                    .event()
                    .toString();
        }
    }

    private static Path data(Environment settings) {
        return Path.of(settings.getProperty("chirograph.data-dir", "./data"));
    }
}
