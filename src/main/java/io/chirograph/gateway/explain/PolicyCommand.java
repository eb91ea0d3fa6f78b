package io.chirograph.gateway.explain;

import io.chirograph.policy.model.ContentAbilities;
import io.chirograph.support.command.ChirographCommand;
import java.nio.file.Path;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.core.env.Environment;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// `chirograph policy`: tries out what the policy says, on the configuration alone.
@Command(name = "policy", mixinStandardHelpOptions = true, description = "Say what the policy would decide, and why.")
public final class PolicyCommand extends ChirographCommand implements Runnable {
    private PolicyCommand() {}

    /// The command with its own commands.
    /// @param environment the configuration that the server would run with, for a policy in this file; null for the
    ///     configured one
    /// @param retention the retention classes of a configuration
    /// @param abilities what a configuration can do with content
    public static CommandLine assemble(
            Function<@Nullable Path, Environment> environment,
            Function<Environment, Set<String>> retention,
            Function<Environment, ContentAbilities> abilities) {
        return new CommandLine(new PolicyCommand())
                .addSubcommand(new ExplainCommand(environment, retention, abilities));
    }

    @Override
    public void run() {
        throw usage("Missing command: explain");
    }
}
