package io.chirograph.verifier.command;

import io.chirograph.archive.Archive;
import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.publishedlog.PrintableText;
import io.chirograph.support.command.ChirographCommand;
import io.chirograph.tlog.note.SignedNote;
import io.chirograph.verifier.receipt.Receipt;
import io.chirograph.verifier.receipt.ReceiptReport;
import io.chirograph.verifier.receipt.ReceiptVerifier;
import io.chirograph.verifier.report.ReportJson;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `chirograph verify-receipt`: judges what a response promised, and whether the log kept it.
@Command(
        name = "verify-receipt",
        mixinStandardHelpOptions = true,
        description = "Judges a receipt (the response header Chirograph-Receipt) by the log's key, its proofs offline,"
                + " and with an archive whether the log holds what it promised.",
        footer = {
            "",
            "Exit codes: 0 holds, 1 does not hold, 2 could not be checked.",
            "The key must come by another way than the receipt: without it nothing is judged."
        })
public final class VerifyReceiptCommand extends ChirographCommand implements Callable<Integer> {
    @Parameters(paramLabel = "FILE|-", description = "Holds the header's value; - reads standard input.")
    private String file = "-";

    @Mixin
    private KeyOptions keys = new KeyOptions();

    @Option(
            names = "--proof",
            paramLabel = "FILE",
            description = "What GET /v1/receipts/{callId} answered (a C2SP tlog-proof). Once for each proof.")
    private List<Path> proofs = new ArrayList<>();

    @Option(
            names = "--archive",
            paramLabel = "ARCHIVE",
            description = "A directory, or s3://bucket/prefix: the log in it must hold what was promised.")
    private @Nullable String location;

    @Option(names = "--strict", description = "Notices count as failures.")
    private boolean strict;

    @Option(names = "--json", description = "Prints the report as one JSON object.")
    private boolean json;

    @Mixin
    private ArchiveLocation archive = new ArchiveLocation();

    @Override
    public Integer call() throws IOException {
        byte[] receipt =
                file.equals("-") ? read(System.in, Receipt.MAX_LENGTH) : read(Path.of(file), Receipt.MAX_LENGTH);
        Map<String, byte[]> files = new LinkedHashMap<>();
        for (Path proof : proofs) {
            files.put(proof.toString(), read(proof, SignedNote.MAX_SIZE));
        }
        ReceiptVerifier verifier = new ReceiptVerifier(keys.read(line()));
        try (Archive opened = location == null ? null : archive.open(location)) {
            ReceiptReport report = verifier.verify(receipt, files, opened);
            int exit = report.exitCode(strict);
            out().print(json ? ReportJson.of(PrintableText.of(file), exit, report) : report.text(strict));
            out().flush();
            return exit;
        } catch (ArchiveUnavailableException e) {
            return report(COULD_NOT, "could not be checked: " + PrintableText.of(String.valueOf(e.getMessage())));
        }
    }

    private static byte[] read(Path file, int most) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return read(in, most);
        }
    }

    /// One byte more than there may be, which the reader of it refuses.
    private static byte[] read(InputStream in, int most) throws IOException {
        return in.readNBytes(most + 2);
    }
}
