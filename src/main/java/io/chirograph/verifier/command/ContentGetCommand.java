package io.chirograph.verifier.command;

import io.chirograph.archive.Archive;
import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.publishedlog.PrintableText;
import io.chirograph.support.command.ChirographCommand;
import io.chirograph.tlog.note.VerifierKey;
import io.chirograph.verifier.payload.ContentFetch;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `chirograph content get`: the stored bytes of a request or response, from a copy of an archive.
@Command(
        name = "get",
        mixinStandardHelpOptions = true,
        description = "Finds the content of a call in an archive and writes its stored bytes, after they were compared"
                + " with the digest in the sealed event. Encrypted content stays encrypted.",
        footer = {
            "",
            "Exit codes: 0 written, 1 not there or not what was sealed, 2 could not be checked.",
            "With --call the whole log is read, and has to have the signed root; with --position a proof is enough."
        })
final class ContentGetCommand extends ChirographCommand implements Callable<Integer> {
    @Parameters(paramLabel = "ARCHIVE", description = "A directory, or s3://bucket/prefix.")
    private String location = "";

    @Mixin
    private KeyOptions keys = new KeyOptions();

    @Option(names = "--call", paramLabel = "ID", description = "The call's id.")
    private @Nullable UUID call;

    @Option(names = "--position", paramLabel = "N", description = "Position of the event that names the content.")
    private @Nullable Long position;

    @Option(
            names = "--part",
            paramLabel = "PART",
            description = "request or response, or data of an application's event.")
    private @Nullable Part part;

    @Option(names = "--out", paramLabel = "FILE", description = "A new file for the bytes; else standard output.")
    private @Nullable Path out;

    @Mixin
    private ArchiveLocation archive = new ArchiveLocation();

    private final ContentOutput output;

    /// Which content of a call.
    enum Part {
        REQUEST,
        RESPONSE,
        DATA
    }

    ContentGetCommand(ContentOutput output) {
        this.output = output;
    }

    @Override
    public Integer call() {
        List<VerifierKey> given = keys.read(line());
        if (position != null && position < 0) {
            throw usage("--position is " + position + "; positions begin at 0");
        }
        try (Archive opened = archive.open(location)) {
            KeptContents contents = new KeptContents(opened, given, InstantSource.system());
            if (position != null) {
                contents.at(position, call);
            } else if (call != null) {
                contents.ofCall(call);
            } else {
                throw usage("give --call or --position");
            }
            return answer(contents);
        } catch (ArchiveUnavailableException e) {
            return report(COULD_NOT, "could not be read: " + PrintableText.of(String.valueOf(e.getMessage())));
        }
    }

    private int answer(KeptContents contents) throws ArchiveUnavailableException {
        if (!contents.failures().isEmpty()) {
            contents.failures().forEach(failure -> report(FAILED, PrintableText.of(failure)));
            return FAILED;
        }
        if (!contents.isFound()) {
            String what = position == null ? "no event of call " + call : "no such event at position " + position;
            return contents.isPartial()
                    ? report(COULD_NOT, what + ", and no --key was given for all logs that are there")
                    : report(FAILED, what);
        }
        List<KeptContents.Kept> meant = contents.kept().stream()
                .filter(one ->
                        part == null || one.claim().part().equals(part.name().toLowerCase(Locale.ROOT)))
                .toList();
        if (meant.isEmpty()) {
            return report(FAILED, "the event says that no such content is kept");
        }
        if (meant.size() > 1 && part == null) {
            throw usage("both request and response are kept: give --part");
        }
        return write(contents, meant.getFirst());
    }

    private int write(KeptContents contents, KeptContents.Kept one) throws ArchiveUnavailableException {
        switch (contents.fetch(one)) {
            case ContentFetch.Absent absent -> {
                String why = contents.excuse(one).orElse("payload-missing");
                return report(
                        FAILED,
                        why + ": " + PrintableText.of(one.words()) + " is not in " + PrintableText.of(absent.key()));
            }
            case ContentFetch.Damaged damaged -> {
                return report(
                        FAILED,
                        "payload-damaged: " + PrintableText.of(one.words()) + " in " + PrintableText.of(damaged.key())
                                + ": " + PrintableText.of(damaged.why()));
            }
            case ContentFetch.Found found -> {
                return write(one, found);
            }
        }
    }

    private int write(KeptContents.Kept one, ContentFetch.Found found) {
        try {
            output.write(found.bytes(), out);
        } catch (FileAlreadyExistsException e) {
            return report(COULD_NOT, out + " is there already");
        } catch (IOException e) {
            return report(COULD_NOT, "nothing was written: " + e.getMessage());
        }
        return report(DONE, PrintableText.of(one.words()) + ", " + one.claim().words() + ": whole");
    }
}
