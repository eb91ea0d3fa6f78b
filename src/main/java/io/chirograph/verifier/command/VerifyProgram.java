package io.chirograph.verifier.command;

import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// `chirograph-verify.jar`: the auditors' commands alone, the same as in the whole program.
///
/// Exit codes: 0 holds, 1 does not hold, 2 could not be checked or wrong usage.
@Command(
        name = "chirograph-verify",
        mixinStandardHelpOptions = true,
        versionProvider = VerifyProgram.Version.class,
        description = "Verifies archives and evidence of Chirograph and searches archives, without the gateway.",
        footer = {"", "Exit codes: 0 holds, 1 does not hold, 2 could not be checked."})
final class VerifyProgram implements Runnable {
    private static final int COULD_NOT = 2;

    @CommandLine.Spec
    private CommandLine.Model.@Nullable CommandSpec spec;

    public static void main(String[] args) {
        // answers are UTF-8 whatever the terminal speaks: they are evidence, and are compared byte by byte
        PrintWriter out = new PrintWriter(new OutputStreamWriter(System.out, StandardCharsets.UTF_8), true);
        System.exit(assemble().setOut(out).execute(args));
    }

    static CommandLine assemble() {
        return new CommandLine(new VerifyProgram())
                .addSubcommand(new VerifyCommand())
                .addSubcommand(new VerifyEvidenceCommand())
                .addSubcommand(new SearchCommand())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler((e, args) -> report(
                        e.getCommandLine(),
                        e.getMessage() + " (try "
                                + e.getCommandLine().getCommandSpec().qualifiedName() + " --help)"))
                .setExecutionExceptionHandler((e, line, result) -> report(line, describe(e)));
    }

    @Override
    public void run() {
        CommandLine line = Objects.requireNonNull(spec).commandLine();
        throw new CommandLine.ParameterException(line, "Missing command");
    }

    private static String describe(Exception e) {
        String message = e.getMessage();
        return message == null || (e instanceof FileSystemException file && file.getReason() == null)
                ? e.getClass().getSimpleName() + (message == null ? "" : ": " + message)
                : message;
    }

    private static int report(CommandLine line, String message) {
        line.getErr().println("chirograph-verify: " + message.replaceAll("\\s*\\R\\s*", " "));
        line.getErr().flush();
        return COULD_NOT;
    }

    /// The version as the jar's manifest says it.
    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = VerifyProgram.class.getPackage().getImplementationVersion();
            return new String[] {"chirograph-verify " + (version == null ? "(unpackaged)" : version)};
        }
    }
}
