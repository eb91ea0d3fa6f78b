package io.chirograph.cli;

import io.chirograph.archive.setup.ArchiveInitCommand;
import io.chirograph.archivecopy.ArchiveCopyCommand;
import io.chirograph.monitor.command.ArchiveCheckCommand;
import io.chirograph.support.command.ChirographProgram;
import java.util.function.Supplier;
import org.springframework.core.env.Environment;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// `chirograph archive`: what is done about the archives by hand.
@Command(
        name = "archive",
        mixinStandardHelpOptions = true,
        description =
                "Set up the bucket of an archive, check the archives (their locks, and all that is in them), or carry"
                        + " logs to another one.")
final class ArchiveCommand extends ChirographProgram {
    static CommandLine assemble(Supplier<Environment> environment) {
        return new CommandLine(new ArchiveCommand())
                .addSubcommand(new ArchiveInitCommand(environment))
                .addSubcommand(new ArchiveCheckCommand(environment, CommandEnvironment::logKey))
                .addSubcommand(new ArchiveCopyCommand(environment));
    }
}
