package io.chirograph;

import io.chirograph.archive.setup.ArchiveInitCommand;
import io.chirograph.monitor.ArchiveCheckCommand;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.core.env.Environment;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// `chirograph archive`: what is done about the archives by hand.
@Command(
        name = "archive",
        mixinStandardHelpOptions = true,
        description = "Set up the bucket of an archive, or check the archives: their locks, and all that is in them.")
final class ArchiveCommand implements Runnable {
    @CommandLine.Spec
    private CommandLine.Model.@Nullable CommandSpec spec;

    static CommandLine assemble(Supplier<Environment> environment) {
        return new CommandLine(new ArchiveCommand())
                .addSubcommand(new ArchiveInitCommand(environment))
                .addSubcommand(new ArchiveCheckCommand(environment, CommandEnvironment::logKey));
    }

    @Override
    public void run() {
        throw new CommandLine.ParameterException(Objects.requireNonNull(spec).commandLine(), "Missing command");
    }
}
