package io.chirograph.report;

import io.chirograph.dataflow.DataFlow;
import io.chirograph.dataflow.PaperCommand;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `chirograph sow`: writes the annex to a statement of work, as the configuration fills it, or holds one against it.
/// It reads what a server would start with, and nothing else.
@Command(
        name = "sow",
        mixinStandardHelpOptions = true,
        description =
                "Write the annex to a statement of work, as the configuration fills it. Exit code 0: written, or the paper"
                        + " agrees, 1: it does not, 2: cannot be said.")
public final class SowCommand extends PaperCommand {
    private final Supplier<DataFlow> flow;

    @Option(
            names = "--format",
            defaultValue = "markdown",
            paramLabel = "FORMAT",
            description = "markdown (default) or json")
    private SowFormat format = SowFormat.MARKDOWN;

    /// @param flow of the configuration
    public SowCommand(Supplier<DataFlow> flow) {
        this.flow = flow;
    }

    @Override
    protected String write(@Nullable String like) {
        return (like == null ? format : SowFormat.ofPaper(like)).write(StatementOfWork.of(flow.get()));
    }
}
