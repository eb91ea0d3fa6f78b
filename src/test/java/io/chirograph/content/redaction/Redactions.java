package io.chirograph.content.redaction;

import io.chirograph.content.redaction.RedactionProperties.PatternSetting;
import io.chirograph.content.redaction.RedactionProperties.RuleSetting;
import io.chirograph.content.redaction.RedactionProperties.ScannerSetting;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What tests of redaction have in common.
final class Redactions {
    static final ContentRedactor DEFAULT = with(List.of(), List.of(), List.of());
    static final byte[] KEY = "a key of exactly thirty-two byte".getBytes(StandardCharsets.US_ASCII);

    private Redactions() {}

    record Done(ContentRedactor.Report report, String text) {}

    static ContentRedactor with(List<RuleSetting> rules, List<PatternSetting> patterns, List<ScannerSetting> scanners) {
        return RedactionConfiguration.redactor(
                new RedactionProperties(Duration.ofSeconds(30), 0, rules, patterns, scanners));
    }

    static ContentRedactor.Subject subject(boolean response, String dialect, @Nullable String type) {
        return new ContentRedactor.Subject(response, dialect, "chat", type, null, KEY);
    }

    static Done redact(ContentRedactor redactor, ContentRedactor.Subject subject, InputStream body) {
        var out = new ByteArrayOutputStream();
        try {
            var report = redactor.redact(subject, body, out);
            return new Done(report, out.toString(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Done redact(ContentRedactor.Subject subject, byte[] body) {
        return redact(DEFAULT, subject, new ByteArrayInputStream(body));
    }

    static Done request(String dialect, String json) {
        return redact(subject(false, dialect, "application/json"), json.getBytes(StandardCharsets.UTF_8));
    }

    static Done response(String dialect, String type, String body) {
        return redact(subject(true, dialect, type), body.getBytes(StandardCharsets.UTF_8));
    }

    /// Gives at most so many bytes at a time.
    static InputStream slow(byte[] body, int atOnce) {
        return new FilterInputStream(new ByteArrayInputStream(body)) {
            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                return super.read(bytes, offset, Math.min(length, atOnce));
            }
        };
    }
}
