package io.chirograph.rescue;

import io.chirograph.journal.JournalCorruptException;
import io.chirograph.recording.RecordingUnavailable;
import io.chirograph.support.command.ChirographCommand;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.core.env.Environment;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `chirograph log`: begins a new log where the old one cannot go on.
@Command(
        name = "log",
        mixinStandardHelpOptions = true,
        description = "Begin a new log where the archive has gone another way than the data directory.")
public final class LogCommand extends ChirographCommand {
    private static final int LONGEST = 500;

    private final Supplier<Environment> environment;

    public LogCommand(Supplier<Environment> environment) {
        this.environment = environment;
    }

    @Command(
            mixinStandardHelpOptions = true,
            description = "Of a stopped gateway whose exporter has stopped: end its log, and go on in a new one whose"
                    + " first event names the old one and that takes every record that is not published.",
            footer = {
                "",
                "The new log has the same origin, a new signing key and so a new id. Give its verifier key to"
                        + " auditors.",
                "Exit codes: 0 the new log is in place, 1 there is nothing to succeed, 2 could not be done."
            })
    int succeed(
            @Option(names = "--reason", required = true, paramLabel = "TEXT", description = "stands in the new log")
                    String reason,
            @Option(
                            names = "--offline",
                            required = true,
                            description = "act on the data directory of a stopped gateway")
                    boolean offline,
            @Option(
                            names = "--signing-key",
                            paramLabel = "FILE",
                            description = "the new log's key, made where there is none; default: a new key takes the"
                                    + " place of chirograph.log.signing-key, and the old one is kept")
                    @Nullable
                    Path keyFile)
            throws IOException, JournalCorruptException, RecordingUnavailable {
        if (!offline || reason.isBlank() || reason.length() > LONGEST) {
            throw usage("--offline is needed, and --reason of 1 to " + LONGEST + " characters");
        }
        Environment settings = environment.get();
        Path data = Path.of(settings.getProperty("chirograph.data-dir", "./data"));
        SuccessionPlan plan = new Succession(settings, data, Clock.systemUTC()).run(reason.strip(), keyFile);
        if (plan == null) {
            return report(
                    FAILED,
                    "there is nothing to succeed: this data directory extends its archive, and everything is exported");
        }
        print("log " + plan.oldId() + " has ended; its key was " + plan.oldKey());
        if (plan.replace() == null && keyFile != null) {
            print("set chirograph.log.signing-key to " + keyFile + " before the next start");
        }
        if ("kafka".equals(settings.getProperty("chirograph.journal.type"))) {
            print("set chirograph.journal.type to disk before the next start: the new log's journal is "
                    + plan.journal());
        }
        return print(plan.newKey());
    }
}
