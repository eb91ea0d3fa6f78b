package io.chirograph.verifier.bundle;

import io.chirograph.event.encoding.CanonicalJson;
import io.chirograph.verifier.search.Sample;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Writes `VERIFY.md`: how to check a bundle with this program, and by hand with standard tools alone. Every
/// block of shell in it runs as it stands, in the order of the text, in the directory where the bundle was
/// unpacked.
final class VerificationInstructions {
    private VerificationInstructions() {}

    /// @param sample null when the bundle is over no sample
    static String of(Map<String, Object> subject, List<Manifest.Log> logs, @Nullable Sample sample) {
        String about = new String(CanonicalJson.encode(subject), StandardCharsets.UTF_8);
        StringBuilder text = new StringBuilder(template("verify.md")
                .replace("{{subject}}", subject.containsKey("callId") ? "call `" + subject.get("callId") + "`" : about)
                .replace(
                        "{{origins}}",
                        logs.stream()
                                .map(log -> "`" + log.origin() + "`")
                                .distinct()
                                .collect(Collectors.joining(", "))));
        if (!subject.containsKey("callId")) {
            text.append(template("verify-population.md").replace("{{search}}", search(subject, logs, sample)));
        }
        if (sample != null) {
            text.append(template("verify-sample.md")
                    .replace("{{count}}", Integer.toString(sample.count()))
                    .replace("{{seed}}", quote(sample.seed())));
        }
        return text.toString();
    }

    private static String search(Map<String, Object> subject, List<Manifest.Log> logs, @Nullable Sample sample) {
        StringBuilder command = new StringBuilder("chirograph search ARCHIVE");
        if (subject.get("query") instanceof Map<?, ?> query) {
            query.forEach((name, value) -> command.append(" \\\n  --where ").append(quote(name + "=" + value)));
        } else if (subject.get("ids") instanceof List<?> ids) {
            ids.forEach(id -> command.append(" \\\n  --id ").append(id));
        }
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
