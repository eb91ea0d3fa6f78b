package io.chirograph.content.redaction;

import io.chirograph.content.redaction.detect.Deadline;
import io.chirograph.content.redaction.detect.Detectors;
import io.chirograph.content.redaction.detect.ScanTimeout;
import io.chirograph.content.redaction.remote.RemoteScanner;
import io.chirograph.content.redaction.remote.RemoteScans;
import io.chirograph.content.redaction.remote.ScannerUnavailable;
import io.chirograph.content.redaction.rules.Action;
import io.chirograph.content.redaction.rules.RuleBook;
import io.chirograph.content.redaction.rules.State;
import io.chirograph.support.coding.ContentCoding;
import io.chirograph.support.coding.ContentDecoder;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.Reader;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.exc.JacksonIOException;

/// Redacts bodies by rules, detectors and other scanners. Thread-safe.
///
/// Nothing that a peer sends makes it throw. Memory per body is bounded, and so is the number of bodies at a time.
final class BodyRedactor implements ContentRedactor {
    private static final int HEAD = 1024;
    private static final String JSON = "application/json";

    private final RuleBook rules;
    private final Detectors detectors;
    private final List<RemoteScanner> scanners;
    private final Map<String, Action> actions;
    private final Duration budget;
    private final Semaphore turns;
    private final Duration patience;

    /// @param actions of the user's own patterns by name
    /// @param budget how long the texts of one body may be looked through
    /// @param atOnce how many bodies are redacted at a time
    BodyRedactor(
            RuleBook rules,
            Detectors detectors,
            List<RemoteScanner> scanners,
            Map<String, Action> actions,
            Duration budget,
            int atOnce) {
        this.rules = rules;
        this.detectors = detectors;
        this.scanners = List.copyOf(scanners);
        this.actions = Map.copyOf(actions);
        this.budget = budget;
        this.turns = new Semaphore(atOnce, true);
        this.patience = budget.multipliedBy(2);
    }

    @Override
    public Report redact(Subject subject, InputStream body, OutputStream out) throws IOException {
        return redact(subject, rules.root(subject.dialect(), subject.response()), body, out);
    }

    @Override
    public Report scan(Subject subject, InputStream body) throws IOException {
        return redact(subject, RuleBook.none(), body, OutputStream.nullOutputStream());
    }

    private Report redact(Subject subject, State root, InputStream body, OutputStream out) throws IOException {
        BodyScan scan = new BodyScan(
                new Tokens(subject.tokenKey()),
                detectors,
                new Deadline(budget),
                new RemoteScans(scanners),
                actions,
                each -> (json, state, name, level) -> JsonWalk.nested(each, json, state, name, level));
        boolean hasTurn = false;
        String incomplete;
        try {
            hasTurn = turns.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS);
            if (!hasTurn) {
                throw new Incomplete(Incomplete.BUSY);
            }
            String mediaType = redact(scan, subject, root, body, out);
            return new Report(scan.findings(), mediaType, null);
        } catch (Incomplete e) {
            incomplete = e.code;
        } catch (ScanTimeout e) {
            incomplete = Incomplete.TIMEOUT;
        } catch (ScannerUnavailable e) {
            incomplete = Incomplete.SCANNER;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            incomplete = Incomplete.BUSY;
        } catch (JacksonIOException e) {
            throw e.getCause();
        } finally {
            if (hasTurn) {
                turns.release();
            }
        }
        body.transferTo(OutputStream.nullOutputStream());
        return new Report(scan.findings(), null, incomplete);
    }

    private static String redact(BodyScan scan, Subject subject, State root, InputStream body, OutputStream out)
            throws IOException {
        String type = FileDigest.mediaType(subject.contentType() == null ? "" : subject.contentType());
        if (ContentCoding.isIdentity(subject.contentEncoding())) {
            return redact(scan, subject, root, type, body, out);
        }
        try (ContentDecoder decoder = ContentCoding.decoder(subject.contentEncoding())) {
            if (decoder != null) {
                return redact(scan, subject, root, type, new DecodedStream(body, decoder), out);
            }
        }
        try (JsonGenerator to = Json.generator(out)) {
            new FormBodies(scan, root, to).binary(type, subject.contentEncoding(), body);
        }
        return JSON;
    }

    private static String redact(
            BodyScan scan, Subject subject, State root, String type, InputStream body, OutputStream out)
            throws IOException {
        BufferedInputStream in = new BufferedInputStream(body, 8 * HEAD);
        in.mark(HEAD);
        byte[] head = in.readNBytes(HEAD);
        in.reset();
        if (head.length == 0) {
            return type;
        }
        BodyKind kind = BodyKind.of(subject, head);
        if (kind == BodyKind.TEXT) {
            String text = text(new InputStreamReader(in, charset(subject.contentType(), head)));
            out.write(scan.string(root, "", text, 0).getBytes(StandardCharsets.UTF_8));
            return type.startsWith("text/") ? type : "text/plain";
        }
        if (kind == BodyKind.JSON) {
            return json(scan, root, reader(in, head), out) ? JSON : "text/plain";
        }
        try (JsonGenerator to = Json.generator(out)) {
            switch (kind) {
                case JSON_STREAM -> new StreamBody(scan, root, to).json(reader(in, head));
                case SERVER_SENT -> new StreamBody(scan, root, to).serverSent(reader(in, head));
                case AWS -> new StreamBody(scan, root, to).aws(in);
                case MULTIPART ->
                    new FormBodies(scan, root, to)
                            .multipart(in, String.valueOf(PartsReader.boundary(String.valueOf(subject.contentType()))));
                case FORM -> new FormBodies(scan, root, to).encoded(text(reader(in, head)));
                default -> new FormBodies(scan, root, to).binary(type, null, in);
            }
        }
        return JSON;
    }

    /// One JSON value or several, one in a line. What follows where a text is no JSON is redacted as text, in a line of
    /// its own; answers whether all was JSON.
    private static boolean json(BodyScan scan, State root, Reader in, OutputStream out) throws IOException {
        Reader source = new LongStrings(in, scan.tokens, scan.longTexts, BodyScan.LONGEST);
        String rest;
        try (JsonParser parser = Json.parser(source);
                JsonGenerator to = Json.generator(out)) {
            JsonWalk walk = new JsonWalk(scan, parser, to, null, 0);
            try {
                while (parser.nextToken() != null) {
                    walk.value(root, "");
                }
                return true;
            } catch (JacksonIOException e) {
                throw e;
            } catch (JacksonException e) {
                Incomplete bound = JsonWalk.bound(e);
                if (bound != null) {
                    throw bound;
                }
                walk.close();
                rest = walk.rest(source);
            }
        }
        String text = scan.string(root, "", rest, 0);
        out.write(('\n' + text).getBytes(StandardCharsets.UTF_8));
        return false;
    }

    private static String text(Reader in) throws IOException {
        StringBuilder text = new StringBuilder();
        char[] buffer = new char[8192];
        int read;
        while ((read = in.read(buffer)) >= 0) {
            text.append(buffer, 0, read);
            if (text.length() > BodyScan.LONGEST) {
                throw new Incomplete(Incomplete.VALUE);
            }
        }
        return text.toString();
    }

    /// Characters of JSON or a stream: UTF-8 unless it begins as another Unicode encoding does. What is no character
    /// becomes U+FFFD; a mark of byte order goes.
    private static Reader reader(InputStream in, byte[] head) throws IOException {
        Charset charset = unicode(head);
        boolean isMarked = charset.equals(StandardCharsets.UTF_8)
                && head.length > 2
                && (head[0] & 0xFF) == 0xEF
                && (head[1] & 0xFF) == 0xBB
                && (head[2] & 0xFF) == 0xBF;
        if (isMarked) {
            in.skipNBytes(3);
        }
        return new InputStreamReader(in, charset);
    }

    private static Charset unicode(byte[] head) {
        if (head.length < 2) {
            return StandardCharsets.UTF_8;
        }
        int first = head[0] & 0xFF;
        int second = head[1] & 0xFF;
        if ((first == 0xFE && second == 0xFF) || (first == 0xFF && second == 0xFE)) {
            return StandardCharsets.UTF_16;
        }
        return first == 0
                ? StandardCharsets.UTF_16BE
                : second == 0 ? StandardCharsets.UTF_16LE : StandardCharsets.UTF_8;
    }

    private static Charset charset(@Nullable String contentType, byte[] head) {
        String lower = contentType == null ? "" : contentType.toLowerCase(Locale.ROOT);
        int at = lower.indexOf("charset=");
        if (at < 0) {
            return unicode(head);
        }
        String name = lower.substring(at + 8).replace("\"", "").strip();
        int end = name.indexOf(';');
        try {
            return Charset.forName(end < 0 ? name : name.substring(0, end).strip());
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            return StandardCharsets.UTF_8;
        }
    }
}
