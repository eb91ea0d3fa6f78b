package io.chirograph.verifier.bundle;

import io.chirograph.event.encoding.CanonicalJson;
import io.chirograph.verifier.search.Sample;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/// Writes `VERIFY.md`: how to check a bundle with this program, and by hand with standard tools alone. Every
/// block of shell in it runs as it stands, in the order of the text, in the directory where the bundle was
/// unpacked.
final class VerificationInstructions {
    private VerificationInstructions() {}

    /// @param content whether the bundle has content
    static String of(Manifest.Subject subject, List<Manifest.Log> logs, boolean content) {
        Sample sample = subject.sample();
        boolean isOne = subject.callId() != null || subject.eventId() != null;
        String about = subject.callId() != null
                ? "call `" + subject.callId() + "`"
                : isOne ? "event `" + subject.eventId() + "`" : CanonicalJson.text(subject);
        String origins =
                logs.stream().map(log -> "`" + log.origin() + "`").distinct().collect(Collectors.joining(", "));
        StringBuilder text = new StringBuilder(
                template("verify.md").replace("{{subject}}", about).replace("{{origins}}", origins));
        if (content) {
            text.append(template("verify-content.md"));
        }
        if (!isOne) {
            text.append(template("verify-population.md").replace("{{search}}", search(subject, logs)));
        }
        if (sample != null) {
            text.append(template("verify-sample.md")
                    .replace("{{count}}", Integer.toString(sample.count()))
                    .replace("{{seed}}", quote(sample.seed())));
        }
        return text.toString();
    }

    private static String search(Manifest.Subject subject, List<Manifest.Log> logs) {
        StringBuilder command = new StringBuilder("chirograph search ARCHIVE");
        if (subject.query() != null) {
            subject.query().forEach((name, value) -> command.append(" \\\n  --where " + quote(name + "=" + value)));
        } else if (subject.ids() != null) {
            subject.ids().forEach(id -> command.append(" \\\n  --id " + id));
        }
        Sample sample = subject.sample();
        if (sample != null) {
            command.append(" \\\n  --sample " + sample.count() + " --seed " + quote(sample.seed()));
        }
        logs.forEach(log -> command.append(" \\\n  --at " + log.log() + "=" + log.size()));
        return command.append(" \\\n  --csv --key \"$KEY\"").toString();
    }

    /// One word of shell, whatever is in it, and on one line of text.
    private static String quote(String word) {
        String plain = word.replaceAll("\\p{Cntrl}", "\uFFFD");
        return "'" + plain.replace("'", "'\\''") + "'";
    }

    private static String template(String name) {
        try (InputStream in = VerificationInstructions.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("this program lacks " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
