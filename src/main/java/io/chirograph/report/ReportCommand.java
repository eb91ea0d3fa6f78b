package io.chirograph.report;

import io.chirograph.support.command.ChirographCommand;
import io.chirograph.support.digest.Sha256;
import io.chirograph.support.disk.DurableFiles;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `chirograph report`: fetches the report of a period. Exit code 0: it is in the file, 2: it could not be had.
@Command(
        name = "report",
        mixinStandardHelpOptions = true,
        description = "Fetch the report of a period from a running process. Exit code 0: written, 2: could not be had.")
public final class ReportCommand extends ChirographCommand implements Callable<Integer> {
    @Mixin
    private PeriodOptions period = new PeriodOptions();

    @Option(names = "--sample", paramLabel = "COUNT", description = "how many calls are drawn (25)")
    private @Nullable Integer sample;

    @Option(names = "--seed", paramLabel = "TEXT", description = "what they are drawn by (the period)")
    private @Nullable String seed;

    @Override
    public Integer call() throws IOException {
        String count = sample == null ? null : String.valueOf(sample);
        byte[] zip = period.client().bytes(period.asked("/audit/v1/report", "sample", count, "seed", seed));
        DurableFiles.replace(period.out(), zip);
        return print(period.out() + ": sha256:" + Sha256.hex(zip));
    }
}
