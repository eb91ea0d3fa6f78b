package io.chirograph.content.redaction.remote;

import io.chirograph.content.redaction.detect.Spans;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A scanner that answers as Presidio's analyzer does. Thread-safe.
///
/// It gets `{"text", "language"}` and answers a list of `{"entity_type", "start", "end", "score"}`. Size of an answer
/// and time of the whole exchange are bounded, and redirects are not followed.
public final class RemoteScanner implements AutoCloseable {
    private static final int MOST_BYTES = 1 << 20;
    private static final int MOST_FINDS = 10_000;
    private static final int LONGEST_TYPE = 64;

    /// What the places in an answer count.
    public enum Offsets {
        CODEPOINTS,
        BYTES
    }

    private final String name;
    private final URI url;
    private final Duration timeout;
    private final double minScore;
    private final Offsets offsets;
    private final String language;
    private final HttpClient client;

    /// @param url to which `/analyze` is added
    /// @param timeout how long one body may wait for its answers, all in all
    public RemoteScanner(String name, URI url, Duration timeout, double minScore, Offsets offsets, String language) {
        this.name = name;
        this.url = URI.create(url.toString().replaceAll("/+$", "") + "/analyze");
        this.timeout = timeout;
        this.minScore = minScore;
        this.offsets = offsets;
        this.language = language;
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(timeout)
                .build();
    }

    Duration timeout() {
        return timeout;
    }

    /// Adds what the scanner finds.
    /// @throws ScannerUnavailable no answer within the time, or one that cannot be
    void find(String text, Duration wait, Spans spans) {
        JsonNode answer = ask(text, wait);
        if (!answer.isArray() || answer.size() > MOST_FINDS) {
            throw new ScannerUnavailable("no list, or too long a one");
        }
        Places places = new Places(text, offsets);
        for (JsonNode find : answer) {
            JsonNode type = find.get("entity_type");
            JsonNode score = find.get("score");
            int from = places.at(find.get("start"));
            int to = places.at(find.get("end"));
            if (from >= to || score == null || !score.isNumber() || !isType(type)) {
                throw new ScannerUnavailable("an answer out of bounds");
            }
            if (score.asDouble() >= minScore) {
                spans.add(from, to, name + ":" + type.asString().toLowerCase(Locale.ROOT));
            }
        }
    }

    private static boolean isType(@Nullable JsonNode type) {
        return type != null
                && type.isString()
                && !type.asString().isEmpty()
                && type.asString().length() <= LONGEST_TYPE
                && type.asString().chars().allMatch(c -> c == '_' || (c < 128 && Character.isLetterOrDigit(c)));
    }

    private JsonNode ask(String text, Duration wait) {
        byte[] body = JsonMapper.shared().writeValueAsBytes(Map.of("text", text, "language", language));
        HttpRequest request = HttpRequest.newBuilder(url)
                .header("Content-Type", "application/json")
                .header("Accept", "application/json")
                .timeout(wait)
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
        CompletableFuture<HttpResponse<byte[]>> response =
                client.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), MOST_BYTES));
        try {
            HttpResponse<byte[]> whole = response.get(wait.toMillis(), TimeUnit.MILLISECONDS);
            if (whole.statusCode() != 200) {
                throw new ScannerUnavailable("status " + whole.statusCode());
            }
            return JsonMapper.shared().readTree(whole.body());
        } catch (TimeoutException | ExecutionException | JacksonException e) {
            throw new ScannerUnavailable(e.getClass().getSimpleName());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ScannerUnavailable("interrupted");
        } finally {
            response.cancel(true);
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
