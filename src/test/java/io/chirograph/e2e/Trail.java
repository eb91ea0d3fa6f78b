package io.chirograph.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The trail as an auditor sees it: over the REST API, and the operations port.
public final class Trail implements AutoCloseable {
    private final GatewayProcess gateway;
    private final HttpClient client = HttpClient.newHttpClient();

    public Trail(GatewayProcess gateway) {
        this.gateway = gateway;
    }

    /// Every call that the index knows, newest first.
    public List<JsonNode> calls() throws IOException {
        return calls("");
    }

    /// The same with a filter, `&from=2026-11-20T00:00:00Z`.
    public List<JsonNode> calls(String filter) throws IOException {
        List<JsonNode> calls = new ArrayList<>();
        String next = "";
        while (next != null) {
            JsonNode page = get("/audit/v1/calls?limit=1000" + filter + next);
            page.at("/items").forEach(calls::add);
            next = page.at("/next").isString() ? "&cursor=" + page.at("/next").stringValue() : null;
        }
        return calls;
    }

    public JsonNode get(String path) throws IOException {
        HttpResponse<String> answer = send(gateway.url(path), gateway.auditorToken());
        if (answer.statusCode() != 200) {
            throw new AssertionError(path + ": " + answer.statusCode() + " " + answer.body());
        }
        return JsonMapper.shared().readTree(answer.body());
    }

    /// The bytes of an answer.
    public byte[] download(String path) throws IOException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(gateway.url(path)))
                .header("Authorization", "Bearer " + gateway.auditorToken())
                .build();
        try {
            HttpResponse<byte[]> answer = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
            if (answer.statusCode() != 200) {
                throw new AssertionError(path + ": " + answer.statusCode());
            }
            return answer.body();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    /// A component of the health endpoint.
    public String health(String component) throws IOException {
        String body = send("http://127.0.0.1:" + gateway.opsPort() + "/actuator/health", null)
                .body();
        return JsonMapper.shared()
                .readTree(body)
                .at("/components/" + component + "/status")
                .asString("absent");
    }

    /// Waits until a component of the health endpoint has a status. What its worker looks at is known only some time
    /// after a start.
    void awaitHealth(String component, String status) {
        Awaitility.await("health of " + component)
                .atMost(Duration.ofMinutes(2))
                .untilAsserted(() -> assertThat(health(component)).isEqualTo(status));
    }

    /// The details of a component of the health endpoint.
    public JsonNode details(String component) throws IOException {
        String body = send("http://127.0.0.1:" + gateway.opsPort() + "/actuator/health", null)
                .body();
        return JsonMapper.shared().readTree(body).at("/components/" + component + "/details");
    }

    /// The status code of the health endpoint or of a group of it, `/readiness`.
    public int status(String group) throws IOException {
        return send("http://127.0.0.1:" + gateway.opsPort() + "/actuator/health" + group, null)
                .statusCode();
    }

    /// The value of a metric without labels, or with exactly these.
    public Optional<Double> metric(String name) throws IOException {
        return send("http://127.0.0.1:" + gateway.opsPort() + "/actuator/prometheus", null)
                .body()
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .map(line -> Double.valueOf(line.substring(name.length() + 1)))
                .findFirst();
    }

    private HttpResponse<String> send(String url, @Nullable String token) throws IOException {
        var request = HttpRequest.newBuilder(URI.create(url));
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        try {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
