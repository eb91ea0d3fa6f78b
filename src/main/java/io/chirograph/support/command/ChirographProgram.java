package io.chirograph.support.command;

import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;
import picocli.CommandLine;

/// Base of a program that has commands and does nothing without one.
///
/// A command answers with its exit code; what it throws becomes one line on standard error and exit code 2.
public abstract class ChirographProgram extends ChirographCommand implements Runnable {
    @Override
    public void run() {
        throw usage("Missing command");
    }

    /// Puts the program together.
    /// @param describe what is said of an exception that a command throws
    protected final CommandLine assemble(Function<Exception, String> describe, Object... commands) {
        CommandLine program = new CommandLine(this);
        for (Object command : commands) {
            program.addSubcommand(command);
        }
        String name = program.getCommandName();
        String version = getClass().getPackage().getImplementationVersion();
        program.getCommandSpec().version(name + " " + (version == null ? "(unpackaged)" : version));
        return program.setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler((e, args) -> {
                    String help = e.getCommandLine().getCommandSpec().qualifiedName() + " --help";
                    return couldNot(name, e.getCommandLine(), e.getMessage() + " (try " + help + ")");
                })
                .setExecutionExceptionHandler((e, line, result) -> couldNot(name, line, describe.apply(e)));
    }

    private static int couldNot(String program, CommandLine line, String message) {
        line.getErr().println(program + ": " + message.replaceAll("\\s*\\R\\s*", " "));
        line.getErr().flush();
        return COULD_NOT;
    }

    /// Runs a command. What it prints is UTF-8 whatever the terminal speaks: it is evidence, and compared byte by byte.
    protected static int execute(CommandLine program, String... args) {
        PrintWriter out = new PrintWriter(new OutputStreamWriter(System.out, StandardCharsets.UTF_8), true);
        return program.setOut(out).execute(args);
    }
}
