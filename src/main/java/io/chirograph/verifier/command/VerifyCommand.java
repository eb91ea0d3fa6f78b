package io.chirograph.verifier.command;

import io.chirograph.archive.Archive;
import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.publishedlog.PrintableText;
import io.chirograph.support.command.ChirographCommand;
import io.chirograph.tlog.note.VerifierKey;
import io.chirograph.tlog.policy.WitnessPolicy;
import io.chirograph.verifier.ArchiveVerifier;
import io.chirograph.verifier.meta.MetaLogCheck;
import io.chirograph.verifier.options.Progress;
import io.chirograph.verifier.options.VerificationOptions;
import io.chirograph.verifier.report.InvalidCheckpointException;
import io.chirograph.verifier.report.ReportJson;
import io.chirograph.verifier.report.ReportText;
import io.chirograph.verifier.report.VerificationReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `chirograph verify`: examines an archive from the outside, with nothing but its objects and a public key.
@Command(
        name = "verify",
        mixinStandardHelpOptions = true,
        description = "Recomputes every leaf, root, signature and tile of an archive and says whether it holds.",
        footer = {
            "",
            "Exit codes: 0 holds, 1 does not hold, 2 could not be checked.",
            "The key must come by another way than the archive: without it nothing is judged."
        })
public final class VerifyCommand extends ChirographCommand implements Callable<Integer> {
    private static final long MAX_NOTE = 1 << 20;

    @Parameters(
            paramLabel = "ARCHIVE",
            arity = "1..*",
            description = "A directory, or s3://bucket/prefix; several where logs lie apart.")
    private List<String> locations = new ArrayList<>();

    @Mixin
    private KeyOptions keys = new KeyOptions();

    @Mixin
    private KeyOptions.MetaLogOption metaLog = new KeyOptions.MetaLogOption();

    @Option(
            names = "--known-checkpoint",
            paramLabel = "FILE",
            description = "A signed checkpoint that was kept elsewhere; the log must reach it and agree with it.")
    private List<Path> known = new ArrayList<>();

    @Mixin
    private DemandOptions demands = new DemandOptions();

    @Option(names = "--strict", description = "Notices count as failures.")
    private boolean strict;

    @Option(names = "--json", description = "Prints the report as one JSON object.")
    private boolean json;

    @Mixin
    private ArchiveLocation archive = new ArchiveLocation();

    @Override
    public Integer call() throws IOException {
        List<VerifierKey> parsed = keys.read(line());
        Map<String, byte[]> outside = new LinkedHashMap<>();
        for (Path file : known) {
            if (Files.size(file) > MAX_NOTE) {
                throw new IOException("--known-checkpoint " + file + " is larger than " + MAX_NOTE + " bytes");
            }
            outside.put(file.toString(), Files.readAllBytes(file));
        }
        VerificationOptions demanded = demands.read(line());
        if (demanded.policy() != null) {
            demanded.policy().logs().stream().map(WitnessPolicy.Log::key).forEach(parsed::add);
        }
        VerifierKey covering = metaLog.read(line());
        if (covering != null && demanded.isPart()) {
            throw new CommandLine.ParameterException(
                    line(), "--meta-log asks for whole logs, and --from and --to for a part; give one");
        }
        if (covering != null) {
            parsed.add(covering);
        }
        try (Archive opened = archive.open(locations)) {
            Progress progress = json ? Progress.NONE : TerminalProgress.ifThereIsATerminal();
            VerificationReport report = new ArchiveVerifier(opened, progress, demanded).verify(parsed, outside);
            if (covering != null) {
                report = new MetaLogCheck(opened, covering, parsed).check(report);
            }
            print(report, demanded);
            return report.exitCode(strict);
        } catch (ArchiveUnavailableException | InvalidCheckpointException e) {
            return report(COULD_NOT, "could not be checked: " + PrintableText.of(String.valueOf(e.getMessage())));
        }
    }

    private void print(VerificationReport report, VerificationOptions demanded) {
        out().print(
                        json
                                ? ReportJson.of(null, report.exitCode(strict), report)
                                : ReportText.of(report, strict, demanded.isPart()));
        out().flush();
    }
}
