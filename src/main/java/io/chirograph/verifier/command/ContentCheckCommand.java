package io.chirograph.verifier.command;

import io.chirograph.archive.Archive;
import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.publishedlog.PrintableText;
import io.chirograph.support.command.ChirographCommand;
import io.chirograph.tlog.note.VerifierKey;
import io.chirograph.verifier.ArchiveVerifier;
import io.chirograph.verifier.options.Progress;
import io.chirograph.verifier.options.VerificationOptions;
import io.chirograph.verifier.payload.ContentFetch;
import io.chirograph.verifier.report.InvalidCheckpointException;
import io.chirograph.verifier.report.ReportJson;
import io.chirograph.verifier.report.ReportText;
import io.chirograph.verifier.report.VerificationReport;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `chirograph content check`: whether content is there as the sealed events name it.
@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        description = "Compares the content of an archive, or of one call, with the digests in the sealed events; of an"
                + " archive it is verify with --payloads.",
        footer = {"", "Exit codes: 0 holds, 1 does not hold, 2 could not be checked."})
final class ContentCheckCommand extends ChirographCommand implements Callable<Integer> {
    @Parameters(paramLabel = "ARCHIVE", description = "A directory, or s3://bucket/prefix.")
    private String location = "";

    @Mixin
    private KeyOptions keys = new KeyOptions();

    @Option(names = "--call", paramLabel = "ID", description = "Of this call alone.")
    private @Nullable UUID call;

    @Option(names = "--strict", description = "Notices count as failures.")
    private boolean strict;

    @Option(names = "--json", description = "Prints the report on a whole archive as one JSON object.")
    private boolean json;

    @Mixin
    private ArchiveLocation archive = new ArchiveLocation();

    @Override
    public Integer call() {
        List<VerifierKey> given = keys.read(line());
        if (call != null && json) {
            throw usage("--json is for a whole archive");
        }
        try (Archive opened = archive.open(location)) {
            return call == null ? whole(opened, given) : ofCall(opened, given, call);
        } catch (ArchiveUnavailableException | InvalidCheckpointException e) {
            return report(COULD_NOT, "could not be checked: " + PrintableText.of(String.valueOf(e.getMessage())));
        }
    }

    private int whole(Archive opened, List<VerifierKey> given)
            throws ArchiveUnavailableException, InvalidCheckpointException {
        Progress progress = json ? Progress.NONE : TerminalProgress.ifThereIsATerminal();
        VerificationReport report =
                new ArchiveVerifier(opened, progress, VerificationOptions.NONE.withPayloads()).verify(given, Map.of());
        int exit = report.exitCode(strict);
        out().print(json ? ReportJson.of(null, exit, report) : ReportText.of(report, strict, false));
        out().flush();
        return exit;
    }

    private int ofCall(Archive opened, List<VerifierKey> given, UUID id) throws ArchiveUnavailableException {
        KeptContents contents = new KeptContents(opened, given, InstantSource.system()).ofCall(id);
        contents.failures().forEach(failure -> report(FAILED, PrintableText.of(failure)));
        if (!contents.failures().isEmpty()) {
            return FAILED;
        }
        if (!contents.isFound()) {
            return contents.isPartial()
                    ? report(
                            COULD_NOT,
                            "no event of call " + id + ", and no --key was given for all logs that are there")
                    : report(FAILED, "no event of call " + id);
        }
        int exit = DONE;
        for (KeptContents.Kept one : contents.kept()) {
            String verdict = verdict(contents, one);
            boolean isFailure = verdict.startsWith("payload-");
            boolean isNotice = !isFailure && !verdict.equals("whole");
            exit = isFailure || (strict && isNotice) ? FAILED : exit;
            out().println((isFailure ? "FAILURE " : isNotice ? "notice  " : "        ") + verdict + ": " + one.words());
        }
        if (contents.kept().isEmpty()) {
            out().println("        no content of call " + id + " is kept");
        }
        out().flush();
        return exit;
    }

    private static String verdict(KeptContents contents, KeptContents.Kept one) throws ArchiveUnavailableException {
        return switch (contents.fetch(one)) {
            case ContentFetch.Found found -> contents.isErased(one) ? "erased" : "whole";
            case ContentFetch.Absent absent -> contents.excuse(one).orElse("payload-missing");
            case ContentFetch.Damaged damaged -> "payload-damaged";
        };
    }
}
