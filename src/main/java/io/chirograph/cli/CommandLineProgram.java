package io.chirograph.cli;

import io.chirograph.boot.StartFailureReporter;
import io.chirograph.content.ContentKeysCommand;
import io.chirograph.controls.ControlsCommand;
import io.chirograph.dataflow.DataflowCommand;
import io.chirograph.gateway.explain.PolicyCommand;
import io.chirograph.identity.development.TokenCommand;
import io.chirograph.keys.ContentKeyRevealCommand;
import io.chirograph.keys.GatewayKeyCommand;
import io.chirograph.keys.SigningKeyCommand;
import io.chirograph.pricing.PricesCommand;
import io.chirograph.query.ReindexCommand;
import io.chirograph.query.export.VerifyExportCommand;
import io.chirograph.reconciliation.ReconcileCommand;
import io.chirograph.report.AiBomCommand;
import io.chirograph.report.ReportCommand;
import io.chirograph.report.SowCommand;
import io.chirograph.rescue.ClusterCommand;
import io.chirograph.rescue.JournalCommand;
import io.chirograph.rescue.LogCommand;
import io.chirograph.retention.HoldCommand;
import io.chirograph.retention.RetentionCommand;
import io.chirograph.support.command.ChirographProgram;
import io.chirograph.switches.SwitchCommand;
import io.chirograph.verifier.command.BrowserVerifierCommand;
import io.chirograph.verifier.command.ContentCommand;
import io.chirograph.verifier.command.SearchCommand;
import io.chirograph.verifier.command.VerifyCommand;
import io.chirograph.verifier.command.VerifyEvidenceCommand;
import io.chirograph.verifier.command.VerifyReceiptCommand;
import io.chirograph.witness.server.WitnessCommand;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.springframework.core.env.Environment;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// The commands of `./chirograph`, assembled from the packages that they belong to.
@Command(
        name = "chirograph",
        mixinStandardHelpOptions = true,
        description = "An audit gateway for model calls. Without a command it serves.",
        footer = {
            "",
            "Every command takes --data-dir DIR (if not configured: data beside the launcher) and configuration as"
                    + " --chirograph.<key>=<value>.",
            "Exit codes: 0 holds, 1 does not hold, 2 could not be checked."
        })
public final class CommandLineProgram extends ChirographProgram {
    public static int run(Arguments arguments) {
        CommandLogging.quiet();
        return execute(
                assemble(first -> CommandEnvironment.load(merged(arguments.properties(), first))),
                arguments.words().toArray(String[]::new));
    }

    private static Map<String, Object> merged(Map<String, Object> given, Map<String, Object> first) {
        Map<String, Object> all = new LinkedHashMap<>(given);
        all.putAll(first);
        return all;
    }

    /// @param load the configuration, with settings that a command puts before all others; loaded when a
    ///     command first asks for it
    public static CommandLine assemble(Function<Map<String, Object>, Environment> load) {
        Supplier<Environment> environment = () -> load.apply(Map.of());
        return new CommandLineProgram()
                .assemble(
                        StartFailureReporter::describe,
                        new VerifyCommand(),
                        ArchiveCommand.assemble(environment),
                        new WitnessCommand(),
                        new VerifyEvidenceCommand(),
                        new VerifyReceiptCommand(),
                        new BrowserVerifierCommand(),
                        new VerifyExportCommand(),
                        new SearchCommand(),
                        ContentCommand.assemble(new ContentOpenCommand()),
                        new TokenCommand(environment),
                        new GatewayKeyCommand(environment),
                        new SigningKeyCommand(environment),
                        ContentKeysCommand.assemble(environment, new ContentKeyRevealCommand(environment)),
                        new SwitchCommand(),
                        new JournalCommand(load),
                        new HoldCommand(environment),
                        new RetentionCommand(environment),
                        new LogCommand(environment),
                        new ClusterCommand(environment),
                        PolicyCommand.assemble(
                                file -> load.apply(file == null ? Map.of() : Map.of("chirograph.policy.file", file)),
                                CommandEnvironment::retentionNames,
                                CommandEnvironment::abilities),
                        new PricesCommand(environment),
                        new DataflowCommand(environment, CommandEnvironment::policy),
                        new SowCommand(() -> CommandEnvironment.flow(environment.get())),
                        new ReportCommand(),
                        new AiBomCommand(),
                        new ReconcileCommand(environment, CommandEnvironment::logKey),
                        new ControlsCommand(),
                        new ReindexCommand(environment, CommandEnvironment::logKey));
    }
}
