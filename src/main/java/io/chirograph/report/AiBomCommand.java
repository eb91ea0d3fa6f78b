package io.chirograph.report;

import io.chirograph.support.command.ChirographCommand;
import io.chirograph.support.digest.Sha256;
import io.chirograph.support.disk.DurableFiles;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `chirograph ai-bom`: fetches which models and tools calls of a period used. Exit code 0: it is in the file, 2: it
/// could not be had.
@Command(
        name = "ai-bom",
        mixinStandardHelpOptions = true,
        description = "Fetch which models, providers and tools calls of a period used (CycloneDX 1.7). Exit code 0:"
                + " written, 2: could not be had.")
public final class AiBomCommand extends ChirographCommand implements Callable<Integer> {
    @Mixin
    private PeriodOptions period = new PeriodOptions();

    @Override
    public Integer call() throws IOException {
        byte[] bom = period.client().bytes(period.asked("/audit/v1/ai-bom"));
        DurableFiles.replace(period.out(), bom);
        return print(period.out() + ": sha256:" + Sha256.hex(bom));
    }
}
