package io.chirograph.cli;

import io.chirograph.content.envelope.EnvelopeException;
import io.chirograph.content.envelope.EnvelopeOpener;
import io.chirograph.content.envelope.Opened;
import io.chirograph.content.keys.SubjectKey;
import io.chirograph.publishedlog.PrintableText;
import io.chirograph.support.command.ChirographCommand;
import io.chirograph.support.command.Converters;
import io.chirograph.support.digest.Sha256;
import io.chirograph.support.disk.SmallFile;
import io.chirograph.verifier.command.ContentOutput;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `chirograph content open`: decrypts content for one of its recipients.
@Command(
        name = "open",
        mixinStandardHelpOptions = true,
        description = "Opens encrypted content, as 'content get' writes it, with a recipient's private key. Nothing is"
                + " written before every byte of it has been authenticated.",
        footer = {
            "",
            "Exit codes: 0 opened, 1 it stays closed or is other content than was asked for, 2 could not be tried.",
        })
final class ContentOpenCommand extends ChirographCommand implements Callable<Integer> {
    private static final int KEY_BYTES = 32;
    private static final int LARGEST_KEY_FILE = 4096;

    @Parameters(paramLabel = "FILE", description = "CMS AuthEnvelopedData, in DER.")
    private Path file = Path.of("");

    @Option(names = "--private-key", paramLabel = "KEY", required = true, description = "PKCS#8 in PEM.")
    private Path privateKey = Path.of("");

    @Option(names = "--certificate", paramLabel = "CERT", required = true, description = "The recipient's, in PEM.")
    private Path certificate = Path.of("");

    @Option(
            names = "--subject-key",
            paramLabel = "ID=HEXFILE",
            converter = Converters.NameValue.class,
            description = "A subject's key, in a file that holds it in hex; where content can be erased.")
    private List<Map.Entry<String, String>> subjectKeys = new ArrayList<>();

    @Option(names = "--call", paramLabel = "ID", description = "The call that the content has to be of.")
    private @Nullable UUID call;

    @Option(names = "--part", paramLabel = "PART", description = "request, response or data: what it has to be.")
    private @Nullable Part part;

    @Option(
            names = "--sha256",
            paramLabel = "HEX",
            description =
                    "The digest that the content has to have, from request.digest or response.digest of its event.")
    private @Nullable String digest;

    @Option(names = "--out", paramLabel = "FILE", description = "A new file for the content; else standard output.")
    private @Nullable Path out;

    /// Which content of a call.
    enum Part {
        REQUEST,
        RESPONSE,
        DATA;

        boolean is(String word) {
            return word.equals(name().toLowerCase(Locale.ROOT));
        }
    }

    /// The content is not what was asked for.
    private static final class OtherContentException extends IOException {
        OtherContentException(String message) {
            super(message);
        }
    }

    @Override
    public Integer call() throws IOException {
        Map<String, SubjectKey> subjects = subjects();
        EnvelopeOpener opener = EnvelopeOpener.read(privateKey, certificate);
        try (InputStream sealed = new BufferedInputStream(Files.newInputStream(file));
                Opened opened = opener.open(sealed, id -> Optional.ofNullable(subjects.get(id)), waitingPlace())) {
            requireAsked(opened);
            write(opened);
            return report(
                    DONE,
                    opened.inside().part() + " of call " + opened.inside().callId() + ", " + opened.length()
                            + " bytes, "
                            + PrintableText.of(
                                    Objects.requireNonNullElse(opened.inside().mediaType(), "of no media type")));
        } catch (EnvelopeException e) {
            String why = e.reason().name().toLowerCase(Locale.ROOT).replace('_', '-');
            return report(FAILED, why + ": " + PrintableText.of(String.valueOf(e.getMessage())));
        } catch (OtherContentException e) {
            return report(FAILED, "nothing was written: " + e.getMessage());
        } catch (FileAlreadyExistsException e) {
            return report(COULD_NOT, out + " is there already");
        }
    }

    private Map<String, SubjectKey> subjects() throws IOException {
        Map<String, SubjectKey> subjects = new TreeMap<>();
        for (Map.Entry<String, String> one : subjectKeys) {
            Path holder = Path.of(one.getValue());
            String hex = SmallFile.text(holder, LARGEST_KEY_FILE).strip();
            byte[] key;
            try {
                key = HexFormat.of().parseHex(hex);
            } catch (IllegalArgumentException e) {
                throw new IOException("--subject-key: " + holder + " holds no hex", e);
            }
            if (key.length != KEY_BYTES) {
                throw new IOException("--subject-key: " + holder + " holds " + key.length + " bytes, not " + KEY_BYTES);
            }
            subjects.put(one.getKey(), new SubjectKey(one.getKey(), key));
        }
        return subjects;
    }

    /// Where large plaintext waits until it is authenticated: where it goes, so that it reaches no other disk.
    private Path waitingPlace() {
        Path parent = out == null ? null : out.toAbsolutePath().getParent();
        return parent == null ? Path.of(System.getProperty("java.io.tmpdir")) : parent;
    }

    private void requireAsked(Opened opened) throws OtherContentException {
        if (call != null && !call.equals(opened.inside().callId())) {
            throw new OtherContentException("it is of call " + opened.inside().callId());
        }
        if (part != null && !part.is(opened.inside().part())) {
            throw new OtherContentException(
                    "it is the " + PrintableText.of(opened.inside().part()));
        }
    }

    private void write(Opened opened) throws IOException {
        if (out != null) {
            ContentOutput.create(out, to -> {
                String found = copy(opened, to);
                requireDigest(found);
            });
            return;
        }
        if (digest != null) {
            requireDigest(copy(opened, OutputStream.nullOutputStream()));
        }
        try (InputStream content = opened.content()) {
            ContentOutput.ofProcess().write(content, opened.length());
        }
    }

    private void requireDigest(String found) throws OtherContentException {
        if (digest != null && !digest.toLowerCase(Locale.ROOT).equals(found)) {
            throw new OtherContentException("its SHA-256 is " + found);
        }
    }

    private static String copy(Opened opened, OutputStream to) throws IOException {
        MessageDigest sha256 = Sha256.create();
        try (InputStream content = opened.content()) {
            content.transferTo(new DigestOutputStream(to, sha256));
        }
        return HexFormat.of().formatHex(sha256.digest());
    }
}
