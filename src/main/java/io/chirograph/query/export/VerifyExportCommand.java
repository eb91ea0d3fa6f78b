package io.chirograph.query.export;

import io.chirograph.archive.Archive;
import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.publishedlog.PrintableText;
import io.chirograph.support.command.ChirographCommand;
import io.chirograph.verifier.command.ArchiveLocation;
import io.chirograph.verifier.command.KeyOptions;
import io.chirograph.verifier.report.ReportJson;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `chirograph verify-export`: makes an export again from the archive, without the gateway and its index, and compares
/// it with what was downloaded.
@Command(
        name = "verify-export",
        mixinStandardHelpOptions = true,
        description = "Judges an export and its manifest by the archive: verifies the log up to the cut-off, asks the"
                + " same question of an index that is built anew, and compares every byte.",
        footer = {
            "",
            "Exit codes: 0 holds, 1 does not hold, 2 could not be checked.",
            "The key must come by another way than the archive: without it nothing is judged."
        })
public final class VerifyExportCommand extends ChirographCommand implements Callable<Integer> {
    private static final int MAX_MANIFEST = 16 << 20;

    @Option(
            names = "--archive",
            paramLabel = "ARCHIVE",
            required = true,
            description = "A directory, or s3://bucket/prefix: what the log is.")
    private String location = "";

    @Mixin
    private KeyOptions keys = new KeyOptions();

    @Option(
            names = "--manifest",
            paramLabel = "FILE",
            required = true,
            description = "What GET /audit/v1/exports/{list}/manifest answered.")
    private Path manifest = Path.of("");

    @Option(names = "--export", paramLabel = "FILE", required = true, description = "The export as it was downloaded.")
    private Path export = Path.of("");

    @Option(
            names = "--temporary",
            paramLabel = "DIR",
            description = "Where the index takes place; it needs about as much as the logs have, not compressed.")
    private Path temporary = Path.of(System.getProperty("java.io.tmpdir"));

    @Option(names = "--json", description = "Prints the report as one JSON object.")
    private boolean json;

    @Mixin
    private ArchiveLocation archive = new ArchiveLocation();

    @Override
    public Integer call() throws IOException, SQLException {
        byte[] stated;
        try (InputStream in = Files.newInputStream(manifest)) {
            stated = in.readNBytes(MAX_MANIFEST + 1);
        }
        if (stated.length > MAX_MANIFEST) {
            throw new IOException("--manifest " + manifest + " is larger than " + MAX_MANIFEST + " bytes");
        }
        if (!Files.isReadable(export)) {
            throw new IOException("--export " + export + " cannot be read");
        }
        try (Archive opened = archive.open(location)) {
            ExportReport report = new ExportVerifier(opened, keys.read(line()), temporary).verify(stated, export);
            out().print(
                            json
                                    ? ReportJson.of(PrintableText.of(export.toString()), report.exitCode(), report)
                                    : report.text());
            out().flush();
            return report.exitCode();
        } catch (ArchiveUnavailableException e) {
            return report(COULD_NOT, "could not be checked: " + PrintableText.of(String.valueOf(e.getMessage())));
        }
    }
}
