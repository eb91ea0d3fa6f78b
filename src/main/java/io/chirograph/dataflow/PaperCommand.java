package io.chirograph.dataflow;

import io.chirograph.support.command.ChirographCommand;
import io.chirograph.support.disk.DurableFiles;
import io.chirograph.support.disk.SmallFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Base of commands that write a paper of the configuration, or hold one against it. Exit code 0: written, or the
/// paper agrees; 1: it does not, and the lines that differ are printed; 2: that cannot be said.
public abstract class PaperCommand extends ChirographCommand implements Callable<Integer> {
    private static final int MOST_BYTES = 8 << 20;

    @Option(names = "--out", paramLabel = "FILE", description = "where to; without it, standard output")
    private @Nullable Path out;

    @Option(
            names = "--check",
            paramLabel = "FILE",
            description = "a paper of before, to be held against the configuration")
    private @Nullable Path paper;

    /// The paper by the configuration. Every line ends in a line feed.
    /// @param like a paper in whose format it is to be; null for the format that is asked for
    protected abstract String write(@Nullable String like);

    @Override
    public final Integer call() throws IOException {
        if (paper != null && out != null) {
            throw usage("--check and --out: expected one of them");
        }
        if (paper != null) {
            String said = SmallFile.text(paper, MOST_BYTES);
            return check(said, write(said));
        }
        String text = write(null);
        if (out != null) {
            DurableFiles.replace(out, text.getBytes(StandardCharsets.UTF_8));
            return DONE;
        }
        out().print(text);
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
