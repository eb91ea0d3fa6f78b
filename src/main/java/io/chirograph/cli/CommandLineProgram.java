package io.chirograph.cli;

import io.chirograph.boot.StartFailureReporter;
import io.chirograph.gateway.explain.PolicyCommand;
import io.chirograph.identity.development.TokenCommand;
import io.chirograph.keys.GatewayKeyCommand;
import io.chirograph.keys.SigningKeyCommand;
import io.chirograph.query.ReindexCommand;
import io.chirograph.rescue.JournalCommand;
import io.chirograph.rescue.LogCommand;
import io.chirograph.retention.HoldCommand;
import io.chirograph.retention.RetentionCommand;
import io.chirograph.switches.SwitchCommand;
import io.chirograph.verifier.command.SearchCommand;
import io.chirograph.verifier.command.VerifyCommand;
import io.chirograph.verifier.command.VerifyEvidenceCommand;
import io.chirograph.witness.server.WitnessCommand;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.core.env.Environment;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// The commands of `./chirograph`, assembled from the packages that they belong to.
///
/// A command answers with its exit code; what it throws becomes one line on standard error and exit code 2.
@Command(
        name = "chirograph",
        mixinStandardHelpOptions = true,
        versionProvider = CommandLineProgram.Version.class,
        description = "An audit gateway for model calls. Without a command it serves.",
        footer = {
            "",
            "Every command takes --data-dir DIR (if not configured: data beside the launcher) and configuration as"
                    + " --chirograph.<key>=<value>.",
            "Exit codes: 0 holds, 1 does not hold, 2 could not be checked."
        })
public final class CommandLineProgram implements Runnable {
    private static final int COULD_NOT = 2;

    @CommandLine.Spec
    private CommandLine.Model.@Nullable CommandSpec spec;

    public static int run(Arguments arguments) {
        CommandLogging.quiet();
        // answers are UTF-8 whatever the terminal speaks: they are evidence, and are compared byte by byte
        return assemble(first -> CommandEnvironment.load(merged(arguments.properties(), first)))
                .setOut(new PrintWriter(new OutputStreamWriter(System.out, StandardCharsets.UTF_8), true))
                .execute(arguments.words().toArray(String[]::new));
    }

    private static Map<String, Object> merged(Map<String, Object> given, Map<String, Object> first) {
        Map<String, Object> all = new LinkedHashMap<>(given);
        all.putAll(first);
        return all;
    }

    /// @param load the configuration, with settings that a command puts before all others; loaded when a command
    ///     first asks for it
    public static CommandLine assemble(Function<Map<String, Object>, Environment> load) {
        Supplier<Environment> environment = () -> load.apply(Map.of());
        return new CommandLine(new CommandLineProgram())
                .addSubcommand(new VerifyCommand())
                .addSubcommand(ArchiveCommand.assemble(environment))
                .addSubcommand(new WitnessCommand())
                .addSubcommand(new VerifyEvidenceCommand())
                .addSubcommand(new SearchCommand())
                .addSubcommand(new TokenCommand(environment))
                .addSubcommand(new GatewayKeyCommand(environment))
                .addSubcommand(new SigningKeyCommand(environment))
                .addSubcommand(new SwitchCommand())
                .addSubcommand(new JournalCommand(load))
                .addSubcommand(new HoldCommand(environment))
                .addSubcommand(new RetentionCommand(environment))
                .addSubcommand(new LogCommand(environment))
                .addSubcommand(PolicyCommand.assemble(
                        file -> load.apply(file == null ? Map.of() : Map.of("chirograph.policy.file", file)),
                        CommandEnvironment::retentionNames))
                .addSubcommand(new ReindexCommand(environment, CommandEnvironment::logKey))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler((e, args) -> usageError(e))
                .setExecutionExceptionHandler((e, line, result) -> failed(line, e));
    }

    @Override
    public void run() {
        CommandLine line = Objects.requireNonNull(spec).commandLine();
        throw new CommandLine.ParameterException(line, "Missing command");
    }

    private static int usageError(CommandLine.ParameterException e) {
        CommandLine line = e.getCommandLine();
        report(line, e.getMessage() + " (try " + line.getCommandSpec().qualifiedName() + " --help)");
        return COULD_NOT;
    }

    private static int failed(CommandLine line, Exception e) {
        report(line, StartFailureReporter.describe(e));
        return COULD_NOT;
    }

    private static void report(CommandLine line, String message) {
        PrintWriter err = line.getErr();
        err.println("chirograph: " + message.replace('\n', ' '));
        err.flush();
    }

    /// The version as the jar's manifest says it.
    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = CommandLineProgram.class.getPackage().getImplementationVersion();
            return new String[] {"chirograph " + (version == null ? "(unpackaged)" : version)};
        }
    }
}
