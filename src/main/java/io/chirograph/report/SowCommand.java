package io.chirograph.report;

import io.chirograph.dataflow.DataFlow;
import io.chirograph.support.command.ChirographCommand;
import io.chirograph.support.disk.DurableFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `chirograph sow`: writes the annex to a statement of work, as the configuration fills it.
/// It reads what a server would start with, and nothing else. Exit code 0: written, 2: the configuration is none that a
/// process would start with.
@Command(
        name = "sow",
        mixinStandardHelpOptions = true,
        description =
                "Write the annex to a statement of work, as the configuration fills it. Exit code 0: written, 2: could"
                        + " not be written.")
public final class SowCommand extends ChirographCommand implements Callable<Integer> {
    private final Supplier<DataFlow> flow;

    @Option(
            names = "--format",
            defaultValue = "markdown",
            paramLabel = "FORMAT",
            description = "markdown (default) or json")
    private SowFormat format = SowFormat.MARKDOWN;

    @Option(names = "--out", paramLabel = "FILE", description = "where to; without it, standard output")
    private @Nullable Path out;

    /// @param flow of the configuration
    public SowCommand(Supplier<DataFlow> flow) {
        this.flow = flow;
    }

    @Override
    public Integer call() throws IOException {
        String text = format.write(StatementOfWork.of(flow.get()));
        if (out != null) {
            DurableFiles.replace(out, text.getBytes(StandardCharsets.UTF_8));
            return DONE;
        }
        out().print(text);
        out().flush();
        return DONE;
    }
}
