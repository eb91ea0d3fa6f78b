package io.chirograph.forwarding;

import io.chirograph.forwarding.ForwardingProperties.Kind;
import io.chirograph.forwarding.ForwardingProperties.Settings;
import io.chirograph.support.disk.SmallFile;
import io.chirograph.support.http.BoundedHttpPost;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Posts batches. Time of an exchange and size of a response are bounded; redirects are not followed.
final class HttpSender implements Sender {
    private static final int MOST_ANSWER = 64 << 10;
    private static final int LONGEST_TOKEN = 8 << 10;
    private static final Duration LONGEST_WAIT = Duration.ofHours(1);
    private static final Pattern SECRET = Pattern.compile("[!-~]+");
    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,9}");
    private final Settings settings;
    private final Clock clock;
    private final BoundedHttpPost posting;

    /// @param tls null for what the JVM trusts
    HttpSender(Settings settings, @Nullable SSLContext tls, Clock clock) {
        this.settings = settings;
        this.clock = clock;
        this.posting = new BoundedHttpPost(settings.timeout(), tls);
    }

    @Override
    public Delivery send(byte[] body, int events) {
        BoundedHttpPost.Reply reply;
        try {
            byte[] sent = settings.gzip() ? gzip(body) : body;
            reply = posting.post(settings.place(), headers(), sent, settings.timeout(), MOST_ANSWER);
        } catch (IOException e) {
            throw new DestinationAwayException(String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DestinationAwayException("interrupted");
        }
        int status = reply.status();
        if (status / 100 == 2) {
            return new Delivery.Taken(settings.kind() == Kind.OTLP ? rejected(reply.body(), events) : 0);
        }
        if (status == 400 || status == 413 || status == 422) {
            return new Delivery.Refused("status " + status);
        }
        throw new DestinationAwayException(
                "status " + status + (status / 100 == 3 ? "; redirects are not followed" : ""),
                retryAfter(reply.headers().firstValue("Retry-After").orElse("")));
    }

    private Map<String, String> headers() throws IOException {
        Map<String, String> headers = new TreeMap<>();
        headers.put("Content-Type", settings.kind() == Kind.OTLP ? "application/json" : "application/x-ndjson");
        if (settings.gzip()) {
            headers.put("Content-Encoding", "gzip");
        }
        String token = token();
        if (token != null) {
            String scheme = settings.tokenScheme();
            headers.put(settings.tokenHeader(), scheme.isEmpty() ? token : scheme + " " + token);
        }
        return headers;
    }

    private @Nullable String token() throws IOException {
        Path file = settings.tokenFile();
        String token = file == null
                ? settings.token()
                : SmallFile.text(file, LONGEST_TOKEN).strip();
        if (token != null && !SECRET.matcher(token).matches()) {
            throw new IOException("the token is empty, or holds what no header can");
        }
        return token;
    }

    /// How many of the records an OTLP receiver says it dropped. A response that is none may be anybody's.
    private static long rejected(byte[] answer, int events) {
        if (answer.length == 0) {
            return 0;
        }
        try {
            if (EventForm.JSON.readTree(answer) instanceof ObjectNode response) {
                JsonNode rejected = response.path("partialSuccess").path("rejectedLogRecords");
                long count = rejected.isMissingNode() ? 0 : Long.parseLong(rejected.asString());
                if (count >= 0) {
                    return Math.min(count, events);
                }
            }
        } catch (JacksonException | NumberFormatException e) {
            throw new DestinationAwayException("a response that is none of OTLP in JSON");
        }
        throw new DestinationAwayException("a response that is none of OTLP in JSON");
    }

    private Duration retryAfter(String header) {
        Duration wait = Duration.ZERO;
        if (SECONDS.matcher(header).matches()) {
            wait = Duration.ofSeconds(Long.parseLong(header));
        } else if (!header.isEmpty()) {
            try {
                wait = Duration.between(
                        clock.instant(), DateTimeFormatter.RFC_1123_DATE_TIME.parse(header, Instant::from));
            } catch (DateTimeException e) {
                return Duration.ZERO; // what it asks for is not known; the usual pause it is
            }
        }
        return wait.isNegative() ? Duration.ZERO : wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait;
    }

    private static byte[] gzip(byte[] body) {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
            gzip.write(body);
        } catch (IOException e) {
            throw new UncheckedIOException("memory cannot be written", e);
        }
        return compressed.toByteArray();
    }

    @Override
    public void close() {
        posting.close();
    }
}
