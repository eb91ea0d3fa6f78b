package io.chirograph.monitor.command;

import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.archive.LockMode;
import io.chirograph.archive.LockTier;
import io.chirograph.archive.PatientArchive;
import io.chirograph.archive.PreflightReport;
import io.chirograph.archive.configured.ConfiguredArchive;
import io.chirograph.archive.configured.ConfiguredArchives;
import io.chirograph.monitor.reconcile.ArchiveExpectations;
import io.chirograph.monitor.reconcile.Reconciler;
import io.chirograph.monitor.reconcile.Reconciliation;
import io.chirograph.monitor.reconcile.ReconciliationConfiguration;
import io.chirograph.monitor.reconcile.VerifiedCheckpoints;
import io.chirograph.support.command.ChirographCommand;
import io.chirograph.tlog.note.VerifierKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `chirograph archive check`: what the gateway does by itself with its archives, at once and by hand: tries their
/// locks, and holds all that is in them against what it must be.
@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        description = "Try the locks of the configured archives on a canary, with the credential of the gateway:"
                + " whether it fails to delete, to overwrite, to shorten and to hold. Then examine every log in them:"
                + " coverage, bytes, versions, locks.",
        footer = {
            "",
            "Nothing is recorded; the running gateway does the same by itself and records it.",
            "Exit codes: 0 all is as it must be, 1 something is not, 2 could not be checked."
        })
public final class ArchiveCheckCommand extends ChirographCommand implements Callable<Integer> {

    private final Supplier<Environment> environment;
    private final Function<Environment, VerifierKey> ownKey;

    @Parameters(paramLabel = "ARCHIVE", arity = "0..1", description = "one of them by name; default: all")
    private @Nullable String name;

    /// @param environment the configuration
    /// @param ownKey the key of the log that the gateway writes
    public ArchiveCheckCommand(Supplier<Environment> environment, Function<Environment, VerifierKey> ownKey) {
        this.environment = environment;
        this.ownKey = ownKey;
    }

    @Override
    public Integer call() throws IOException {
        Environment settings = environment.get();
        Path data = Path.of(settings.getProperty("chirograph.data-dir", "./data"));
        try (ConfiguredArchives archives = ConfiguredArchives.open(Binder.get(settings), data)) {
            List<VerifierKey> own = own(settings);
            int worst = 0;
            for (ConfiguredArchive archive : chosen(archives)) {
                worst = Math.max(
                        worst,
                        check(archive, ReconciliationConfiguration.expected(archive, archives, own, settings, data)));
            }
            return worst;
        }
    }

    /// None where no gateway has run yet, or where the key is elsewhere: then the log is one among those of others.
    private List<VerifierKey> own(Environment settings) {
        try {
            return List.of(ownKey.apply(settings));
        } catch (IllegalArgumentException | IllegalStateException | UncheckedIOException e) {
            report(DONE, "without the own log's key: " + e.getMessage());
            return List.of();
        }
    }

    private List<ConfiguredArchive> chosen(ConfiguredArchives archives) {
        String wanted = name;
        return wanted == null
                ? archives.readable()
                : List.of(archives.readable().stream()
                        .filter(archive -> archive.name().equals(wanted))
                        .findFirst()
                        .orElseThrow(() -> new IllegalArgumentException("there is no archive '" + wanted
                                + "' in the configuration, expected " + ConfiguredArchive.MAIN
                                + " or a name of chirograph.archives")));
    }

    private int check(ConfiguredArchive archive, ArchiveExpectations expected) {
        String title = "archive " + archive.name() + " at "
                + archive.archive().describe().location();
        try {
            if (archive.isSource()) {
                print(title + ": only read, so its locks are not tried");
                return examine(archive, expected) ? DONE : FAILED;
            }
            LockMode mode = archive.properties().mode();
            PreflightReport report = archive.archive().preflight(mode, Instant.now());
            LockTier required = archive.properties().requireTier();
            print(title + ": tier " + report.tier() + (required == null ? "" : ", required " + required));
            report.canaries().forEach((what, result) -> print("  %-28s %s".formatted(what, result)));
            report.findings().forEach(finding -> print("  finding: " + finding));
            boolean whole = examine(archive, expected);
            return holds(mode, required, report) && whole ? DONE : FAILED;
        } catch (ArchiveUnavailableException e) {
            return report(COULD_NOT, title + " could not be checked: " + e.getMessage());
        }
    }

    /// Nothing is remembered by hand: what is gone without a trace is the running gateway's to notice.
    private boolean examine(ConfiguredArchive archive, ArchiveExpectations expected)
            throws ArchiveUnavailableException {
        Reconciliation found = new Reconciler(
                        archive.name(),
                        new PatientArchive(archive.archive()),
                        expected,
                        VerifiedCheckpoints.NOTHING,
                        List.of(),
                        Clock.systemUTC())
                .whole();
        print("  examined %d events of %d logs: %d findings against them"
                .formatted(found.size(), found.logs().size(), found.failures()));
        found.findings().forEach(finding -> print("  " + finding));
        found.onFirstUse()
                .forEach(log -> print("  log " + log + ": its key is not known; who signed it was not checked"));
        return found.failures() == 0;
    }

    private static boolean holds(LockMode mode, @Nullable LockTier required, PreflightReport report) {
        LockTier tier = LockTier.of(report.tier());
        if (tier == null) {
            return false;
        }
        boolean asked = mode == LockMode.NONE
                || (tier != LockTier.NONE && report.findings().isEmpty());
        return asked && (required == null || tier.suffices(required));
    }
}
