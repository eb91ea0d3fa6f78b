package io.chirograph.spring.gateway;

import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Sends events to `POST /v1/events`, once each time. Thread-safe.
public final class GatewayClient {
    private static final int MOST_ANSWER = 2 * 1024 * 1024;
    private static final int MOST_TEXT = 4096;
    private static final Duration LONGEST_RETRY_AFTER = Duration.ofHours(1);
    /// Codes of refusals with other statuses than 400, 413, 415 and 422 that tell of the event all the same.
    private static final Set<String> ABOUT_EVENTS =
            Set.of("data-class-refused", "finding-refused", "metadata-required");
    /// Codes with those statuses that tell of the way here.
    private static final Set<String> ABOUT_THE_WAY =
            Set.of("forwarded-ambiguous", "request-incomplete", "request-malformed");

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final JsonMapper HEADER =
            JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    private final HttpClient http;
    private final URI events;
    private final String key;
    private final Duration timeout;

    /// @param url of the gateway, without a path or with that of a proxy
    /// @param key the gateway key or token
    /// @param timeout of a whole exchange
    /// @param ssl null for the JVM's own
    public GatewayClient(URI url, String key, Duration connectTimeout, Duration timeout, @Nullable SSLContext ssl) {
        HttpClient.Builder client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(connectTimeout);
        if (ssl != null) {
            client.sslContext(ssl);
        }
        this.http = client.build();
        this.events = URI.create(url.toString().replaceFirst("/+$", "") + "/v1/events");
        this.key = key;
        this.timeout = timeout;
    }

    /// Sends it and waits for the response, no longer than the time-out. An interrupt ends the waiting.
    public Outcome send(Batch batch) {
        HttpRequest.Builder request = HttpRequest.newBuilder(events)
                .timeout(timeout)
                .header("Authorization", "Bearer " + key)
                .header("Content-Type", "application/json")
                .header("Accept", "application/json, application/problem+json")
                .header("Idempotency-Key", batch.key())
                .POST(HttpRequest.BodyPublishers.ofByteArray(batch.body()));
        if (!batch.metadata().isEmpty()) {
            request.header("Chirograph-Metadata", HEADER.writeValueAsString(batch.metadata()));
        }
        if (batch.userToken() != null) {
            request.header("Chirograph-User-Token", batch.userToken());
        }
        CompletableFuture<HttpResponse<byte[]>> exchange =
                http.sendAsync(request.build(), head -> new BoundedBody(MOST_ANSWER));
        try {
            return outcome(
                    exchange.get(timeout.toMillis(), TimeUnit.MILLISECONDS),
                    batch.events().size());
        } catch (ExecutionException e) {
            return unavailable(e.getCause());
        } catch (TimeoutException e) {
            exchange.cancel(true);
            return new Outcome.Unavailable("no response within " + timeout, true, null);
        } catch (InterruptedException e) {
            exchange.cancel(true);
            Thread.currentThread().interrupt();
            return new Outcome.Unavailable("interrupted", true, null);
        }
    }

    private static Outcome unavailable(@Nullable Throwable failure) {
        boolean nothingWasSent = failure instanceof ConnectException
                || failure instanceof HttpConnectTimeoutException
                || failure instanceof UnresolvedAddressException;
        return new Outcome.Unavailable(String.valueOf(failure), !nothingWasSent, null);
    }

    private static Outcome outcome(HttpResponse<byte[]> response, int events) {
        int status = response.statusCode();
        JsonNode body = json(response.body());
        if (status == 202) {
            return recorded(body, events);
        }
        String code = text(body, "code");
        if (status >= 500 || status == 408 || status == 409 || status == 425 || status == 429) {
            return new Outcome.Unavailable(
                    "status " + status + (code == null ? "" : " " + code), true, retryAfter(response));
        }
        String detail = text(body, "detail");
        return new Outcome.Refused(
                status, code, text(body, "field"), detail == null ? "" : detail, isAboutEvents(status, code));
    }

    private static boolean isAboutEvents(int status, @Nullable String code) {
        if (code == null) {
            return status == 413;
        }
        if (ABOUT_EVENTS.contains(code)) {
            return true;
        }
        return (status == 400 || status == 413 || status == 415 || status == 422) && !ABOUT_THE_WAY.contains(code);
    }

    private static Outcome recorded(JsonNode body, int events) {
        List<RecordedEvent> recorded = new ArrayList<>();
        for (JsonNode item : body.path("items")) {
            String id = text(item, "id");
            String log = text(item, "log");
            if (id != null && log != null) {
                recorded.add(new RecordedEvent(id, log, text(item, "receipt")));
            }
        }
        return recorded.size() == events
                ? new Outcome.Recorded(recorded)
                : new Outcome.Unavailable("status 202 without an id for each event: no gateway", true, null);
    }

    private static JsonNode json(byte[] body) {
        try {
            return JSON.readTree(body);
        } catch (JacksonException e) {
            // a page of something between, which says nothing to programs
            return JSON.nullNode();
        }
    }

    private static @Nullable String text(JsonNode node, String member) {
        JsonNode value = node.path(member);
        if (!value.isString()) {
            return null;
        }
        // it may come from anybody, and goes into logs
        String text = value.stringValue().replaceAll("\\p{Cntrl}", "?");
        return text.length() <= MOST_TEXT ? text : text.substring(0, MOST_TEXT);
    }

    private static @Nullable Duration retryAfter(HttpResponse<?> response) {
        String seconds = response.headers().firstValue("Retry-After").orElse("").strip();
        if (!seconds.matches("[0-9]{1,6}")) {
            return null;
        }
        Duration asked = Duration.ofSeconds(Long.parseLong(seconds));
        return asked.compareTo(LONGEST_RETRY_AFTER) > 0 ? LONGEST_RETRY_AFTER : asked;
    }
}
