package io.chirograph.dataflow;

import io.chirograph.dataflow.settings.EffectiveSettings;
import io.chirograph.dataflow.settings.SettingsReader;
import io.chirograph.policy.eval.PolicyVersion;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.core.env.Environment;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `chirograph dataflow`: writes where data goes by the configuration, or holds a paper against it. It reads the files
/// and the environment that a server would start with, and nothing else. Exit code 0: written, or the paper agrees; 1:
/// it does not, and the lines that differ are printed; 2: that cannot be said.
@Command(
        name = "dataflow",
        mixinStandardHelpOptions = true,
        description =
                "Say where data goes, by the configuration. Exit code 0: said, or the paper agrees, 1: it does not,"
                        + " 2: cannot be said.")
public final class DataflowCommand extends PaperCommand {
    private final Supplier<Environment> environment;
    private final Function<Environment, Optional<PolicyVersion>> policy;

    @Option(
            names = "--format",
            defaultValue = "markdown",
            paramLabel = "FORMAT",
            description = "markdown (default), svg or json")
    private FlowFormat format = FlowFormat.MARKDOWN;

    /// @param policy of a configuration; empty where its process takes no calls
    public DataflowCommand(Supplier<Environment> environment, Function<Environment, Optional<PolicyVersion>> policy) {
        this.environment = environment;
        this.policy = policy;
    }

    @Override
    protected String write(@Nullable String like) {
        Environment configured = environment.get();
        EffectiveSettings settings = SettingsReader.read(configured);
        DataFlow flow = FlowReader.read(settings, policy.apply(configured).orElse(null));
        return (like == null ? format : FlowFormat.ofPaper(like)).write(flow);
    }
}
