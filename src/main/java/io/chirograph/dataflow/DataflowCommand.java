package io.chirograph.dataflow;

import io.chirograph.dataflow.settings.EffectiveSettings;
import io.chirograph.dataflow.settings.SettingsReader;
import io.chirograph.policy.eval.PolicyVersion;
import io.chirograph.support.command.ChirographCommand;
import io.chirograph.support.disk.DurableFiles;
import io.chirograph.support.disk.SmallFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
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
public final class DataflowCommand extends ChirographCommand implements Callable<Integer> {
    private static final int MOST_BYTES = 8 << 20;

    private final Supplier<Environment> environment;
    private final Function<Environment, Optional<PolicyVersion>> policy;

    @Option(
            names = "--format",
            defaultValue = "markdown",
            paramLabel = "FORMAT",
            description = "markdown (default), svg or json")
    private FlowFormat format = FlowFormat.MARKDOWN;

    @Option(names = "--out", paramLabel = "FILE", description = "where to; without it, standard output")
    private @Nullable Path out;

    @Option(
            names = "--check",
            paramLabel = "FILE",
            description = "a paper of before, to be held against the configuration")
    private @Nullable Path paper;

    /// @param policy of a configuration; empty where its process takes no calls
    public DataflowCommand(Supplier<Environment> environment, Function<Environment, Optional<PolicyVersion>> policy) {
        this.environment = environment;
        this.policy = policy;
    }

    @Override
    public Integer call() throws IOException {
        if (paper != null && out != null) {
            throw usage("--check and --out: expected one of them");
        }
        String said = paper == null ? "" : SmallFile.text(paper, MOST_BYTES);
        Environment configured = environment.get();
        EffectiveSettings settings = SettingsReader.read(configured);
        DataFlow flow = FlowReader.read(settings, policy.apply(configured).orElse(null));
        if (paper != null) {
            return check(said, FlowFormat.ofPaper(said).write(flow));
        }
        if (out != null) {
            DurableFiles.replace(out, format.bytes(flow));
            return DONE;
        }
        out().print(format.write(flow));
        out().flush();
        return DONE;
    }

    private int check(String said, String holds) {
        List<String> lines = LineDifference.between(lines(said), lines(holds));
        if (lines.isEmpty()) {
            return print("The paper agrees with the configuration.");
        }
        lines.forEach(this::print);
        return report(
                FAILED,
                paper + " does not agree with the configuration: " + lines.size()
                        + " lines differ (- in the paper, + by the configuration)");
    }

    /// A line ends in a line feed, whatever an editor or a version control made of it.
    private static List<String> lines(String text) {
        return Arrays.asList(text.replace("\r\n", "\n").split("\n"));
    }
}
