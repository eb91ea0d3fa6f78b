package io.chirograph.verifier.command;

import io.chirograph.support.command.ChirographProgram;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// `chirograph content`: what is kept of prompts and answers, read from a copy of an archive.
@Command(
        name = "content",
        mixinStandardHelpOptions = true,
        description = "Get, check and open the content that is kept of calls, offline, from a copy of an archive.")
public final class ContentCommand extends ChirographProgram {
    /// @param more commands of the same group that stand elsewhere
    public static CommandLine assemble(Object... more) {
        CommandLine line = new CommandLine(new ContentCommand())
                .addSubcommand(new ContentGetCommand(ContentOutput.ofProcess()))
                .addSubcommand(new ContentCheckCommand());
        for (Object one : more) {
            line.addSubcommand(one);
        }
        return line;
    }
}
