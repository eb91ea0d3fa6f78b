package io.chirograph.spring.e2e;

import io.chirograph.spring.Ports;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The packaged gateway in development mode, on free ports, which it has again after each start.
final class GatewayProcess implements AutoCloseable {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Path jar;
    private final Path directory;
    private final int port;
    private final int opsPort;
    private ChildProcess process;

    GatewayProcess(Path jar, Path directory) throws IOException {
        this.jar = jar;
        this.directory = directory;
        this.port = Ports.free();
        this.opsPort = Ports.free();
        this.process = start();
        awaitReady();
    }

    /// Taken apart, as the build leaves it beside the jar, it starts faster.
    private ChildProcess start() throws IOException {
        Path app = jar.resolveSibling("app");
        Path cache = app.resolve("chirograph.aot");
        List<String> arguments = new ArrayList<>(List.of("--enable-native-access=ALL-UNNAMED"));
        if (Files.exists(cache)) {
            arguments.addAll(List.of(
                    "-XX:+UseCompactObjectHeaders", "-XX:AOTCache=" + cache, "-Xlog:aot*=off", "-Xlog:cds*=off"));
        }
        arguments.addAll(List.of(
                "-Dchirograph.home=" + directory,
                "-jar",
                (Files.exists(app) ? app.resolve("chirograph.jar") : jar).toString(),
                "--chirograph.environment=development",
                "--chirograph.data-dir=" + directory.resolve("data"),
                "--server.port=" + port,
                "--management.server.port=" + opsPort,
                "--chirograph.exporter.max-age=200ms",
                "--chirograph.query.poll=100ms"));
        return ChildProcess.java(directory, "gateway", arguments);
    }

    /// After a kill, with the same data.
    void startAgain() throws IOException {
        process.close();
        process = start();
    }

    void awaitReady() {
        URI readiness = URI.create("http://127.0.0.1:" + opsPort + "/actuator/health/readiness");
        process.await("the gateway is ready", () -> {
            try {
                return get(readiness, "").statusCode() == 200;
            } catch (IOException notYet) {
                return false;
            }
        });
    }

    void kill() {
        process.kill();
    }

    String url() {
        return "http://127.0.0.1:" + port;
    }

    String key() throws IOException {
        return Files.readString(directory.resolve("data/dev/gateway-key")).strip();
    }

    /// All sealed events that this question finds, as the auditors' API pages them.
    List<JsonNode> events(String query) throws IOException, InterruptedException {
        String token =
                Files.readString(directory.resolve("data/dev/auditor-token")).strip();
        List<JsonNode> events = new ArrayList<>();
        String cursor = "";
        while (true) {
            HttpResponse<String> page = get(URI.create(url() + "/audit/v1/events?limit=1000&" + query + cursor), token);
            if (page.statusCode() != 200) {
                throw new AssertionError(page.body());
            }
            JsonNode body = JSON.readTree(page.body());
            body.path("items").forEach(events::add);
            if (!body.path("next").isString()) {
                return events;
            }
            cursor = "&cursor=" + body.path("next").asString();
        }
    }

    private static HttpResponse<String> get(URI uri, String token) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(uri)
                .header("Authorization", "Bearer " + token)
                .timeout(Duration.ofSeconds(30))
                .build();
        return HTTP.send(request, HttpResponse.BodyHandlers.ofString());
    }

    @Override
    public void close() {
        process.close();
    }
}
