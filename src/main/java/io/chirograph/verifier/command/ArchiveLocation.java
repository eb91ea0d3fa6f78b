package io.chirograph.verifier.command;

import io.chirograph.archive.Archive;
import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.archive.JoinedArchive;
import io.chirograph.archive.PatientArchive;
import io.chirograph.archive.configured.ArchiveOptions;
import io.chirograph.archive.configured.Archives;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The options of every command that reads an archive, and its opening. What is not given is taken from the
/// environment, under the names that the server reads too; credentials come from AWS's default chain.
public final class ArchiveLocation {
    @Option(names = "--endpoint", paramLabel = "URL", description = "Of an S3 store that is not AWS.")
    private @Nullable String endpoint;

    @Option(names = "--region", paramLabel = "REGION", description = "Signing region of the S3 store.")
    private @Nullable String region;

    @Option(
            names = "--path-style",
            description = "Bucket in the path instead of the host name; the default where an endpoint is given.")
    private @Nullable Boolean pathStyle;

    /// Opens several archives as one; closed again where that fails.
    Archive open(List<String> locations) throws ArchiveUnavailableException {
        List<Archive> opened = new ArrayList<>();
        try {
            for (String location : locations) {
                opened.add(open(location));
            }
            return opened.size() == 1 ? opened.getFirst() : new JoinedArchive(opened);
        } catch (ArchiveUnavailableException | RuntimeException e) {
            opened.forEach(Archive::close);
            throw e;
        }
    }

    /// Opens the archive at `location`: a directory, or `s3://bucket/prefix`.
    public Archive open(String location) throws ArchiveUnavailableException {
        ArchiveOptions options =
                new ArchiveOptions(endpoint, region, pathStyle).or(ArchiveOptions.from(System.getenv()));
        try {
            return new PatientArchive(Archives.open(location, options));
        } catch (NoClassDefFoundError e) {
            throw new ArchiveUnavailableException(
                    location + " needs the AWS SDK for Java on the class path, which chirograph-verify.jar leaves out",
                    e);
        }
    }
}
