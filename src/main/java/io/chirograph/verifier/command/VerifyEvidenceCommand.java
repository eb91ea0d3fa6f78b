package io.chirograph.verifier.command;

import io.chirograph.publishedlog.PrintableText;
import io.chirograph.support.command.ChirographCommand;
import io.chirograph.verifier.bundle.BundleReport;
import io.chirograph.verifier.bundle.BundleReportText;
import io.chirograph.verifier.bundle.BundleVerifier;
import io.chirograph.verifier.report.ReportJson;
import io.chirograph.verifier.timestamp.TimeStampTrust;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `chirograph verify-evidence`: judges one file with a public key, and nothing else.
@Command(
        name = "verify-evidence",
        mixinStandardHelpOptions = true,
        description = "Judges a file of evidence offline: every event, proof, signature and count in it.",
        footer = {
            "",
            "Exit codes: 0 holds, 1 does not hold, 2 could not be checked.",
            "The key must come by another way than the file: without it nothing is judged."
        })
public final class VerifyEvidenceCommand extends ChirographCommand implements Callable<Integer> {
    @Parameters(paramLabel = "FILE", description = "What the auditors' API answered.")
    private Path file = Path.of("");

    @Mixin
    private KeyOptions keys = new KeyOptions();

    @Mixin
    private KeyOptions.MetaLogOption metaLog = new KeyOptions.MetaLogOption();

    @Option(
            names = "--policy",
            paramLabel = "FILE",
            description = "Which logs are believed and who must have witnessed (c2sp.org/tlog-policy).")
    private @Nullable Path policy;

    @Option(
            names = {"--tsa-certificates", "--tsa-ca"},
            paramLabel = "FILE",
            description = "PEM certificates that a time stamp must lead to.")
    private @Nullable Path trust;

    @Option(names = "--strict", description = "Notices count as failures.")
    private boolean strict;

    @Option(names = "--json", description = "Prints the report as one JSON object.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        BundleVerifier verifier = new BundleVerifier(
                keys.read(line()),
                policy == null ? null : PolicyFile.read(policy),
                trust == null ? null : TimeStampTrust.load(trust),
                metaLog.read(line()));
        BundleReport report = verifier.verify(file);
        String name = PrintableText.of(file.toString());
        out().print(json ? ReportJson.of(name, report.exitCode(strict), report) : BundleReportText.of(report, strict));
        out().flush();
        return report.exitCode(strict);
    }
}
