package io.chirograph.support.command;

import java.io.PrintWriter;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/// Base of all commands: where they print, how they report, what their exit codes mean.
///
/// A usage error, and whatever else a command throws, becomes one line on standard error and exit code
/// [#COULD_NOT].
public abstract class ChirographCommand {
    /// Done, or it holds.
    protected static final int DONE = 0;

    /// It does not hold, or something was left undone; standard error says what.
    protected static final int FAILED = 1;

    /// It could not be done or checked.
    protected static final int COULD_NOT = 2;

    @CommandLine.Spec
    private CommandLine.Model.@Nullable CommandSpec spec;

    protected final CommandLine line() {
        return Objects.requireNonNull(spec).commandLine();
    }

    /// Standard output; flushed when the command has ended.
    protected final PrintWriter out() {
        return line().getOut();
    }

    /// Prints lines on standard output; answers [#DONE].
    protected final int print(Object... lines) {
        Arrays.asList(lines).forEach(out()::println);
        out().flush();
        return DONE;
    }

    /// Reports on standard error, as `chirograph: <message>`; answers `exit`.
    protected final int report(int exit, String message) {
        line().getErr().println("chirograph: " + message);
        line().getErr().flush();
        return exit;
    }

    /// What to throw where the command was called wrongly.
    protected final CommandLine.ParameterException usage(String message) {
        return new CommandLine.ParameterException(line(), message);
    }

    /// What is made of the options; an [IllegalArgumentException] is a usage error.
    protected final <T> T usage(Supplier<T> made) {
        try {
            return made.get();
        } catch (IllegalArgumentException e) {
            throw new CommandLine.ParameterException(line(), String.valueOf(e.getMessage()), e);
        }
    }
}
