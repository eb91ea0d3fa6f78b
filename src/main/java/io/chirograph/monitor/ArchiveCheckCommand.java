package io.chirograph.monitor;

import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.archive.ConfiguredArchive;
import io.chirograph.archive.ConfiguredArchives;
import io.chirograph.archive.LockMode;
import io.chirograph.archive.LockTier;
import io.chirograph.archive.PreflightReport;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `chirograph archive check`: tries the locks of the configured archives, with the gateway's own credential.
@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        description = "Try the locks of the configured archives on a canary, with the credential of the gateway:"
                + " whether it fails to delete, to overwrite, to shorten and to hold.",
        footer = {
            "",
            "Nothing is recorded; the running gateway does the same by itself and records it.",
            "Exit codes: 0 the locks are worth what is asked for, 1 they are not, 2 could not be checked."
        })
public final class ArchiveCheckCommand implements Callable<Integer> {
    private static final int NOT = 1;
    private static final int COULD_NOT = 2;

    private final Supplier<Environment> environment;

    @CommandLine.Spec
    private CommandLine.Model.@Nullable CommandSpec spec;

    @Parameters(paramLabel = "ARCHIVE", arity = "0..1", description = "one of them by name; default: all")
    private @Nullable String name;

    /// @param environment the configuration
    public ArchiveCheckCommand(Supplier<Environment> environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() {
        Environment settings = environment.get();
        Path data = Path.of(settings.getProperty("chirograph.data-dir", "./data"));
        try (ConfiguredArchives archives = ConfiguredArchives.open(Binder.get(settings), data)) {
            int worst = 0;
            for (ConfiguredArchive archive : chosen(archives)) {
                worst = Math.max(worst, check(archive));
            }
            return worst;
        }
    }

    private List<ConfiguredArchive> chosen(ConfiguredArchives archives) {
        String wanted = name;
        return wanted == null
                ? archives.all()
                : List.of(archives.named(wanted)
                        .orElseThrow(() -> new IllegalArgumentException("there is no archive '" + wanted
                                + "' in the configuration, expected " + ConfiguredArchive.MAIN
                                + " or a name of chirograph.archives")));
    }

    private int check(ConfiguredArchive archive) {
        CommandLine line = Objects.requireNonNull(spec).commandLine();
        PrintWriter out = line.getOut();
        String title = "archive " + archive.name() + " at "
                + archive.archive().describe().location();
        try {
            LockMode mode = archive.properties().mode();
            PreflightReport report = archive.archive().preflight(mode, Instant.now());
            LockTier required = archive.properties().requireTier();
            out.println(title + ": tier " + report.tier() + (required == null ? "" : ", required " + required));
            report.canaries().forEach((what, result) -> out.printf("  %-28s %s%n", what, result));
            report.findings().forEach(finding -> out.println("  finding: " + finding));
            out.flush();
            return holds(mode, required, report) ? 0 : NOT;
        } catch (ArchiveUnavailableException e) {
            line.getErr().println("chirograph: " + title + " could not be checked: " + e.getMessage());
            line.getErr().flush();
            return COULD_NOT;
        }
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
