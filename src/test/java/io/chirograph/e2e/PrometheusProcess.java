package io.chirograph.e2e;

import io.chirograph.Requirements;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A real Prometheus with the project's own configuration and alert rules, which looks every second.
final class PrometheusProcess implements AutoCloseable {
    private static final Path SHIPPED = Path.of("config/prometheus").toAbsolutePath();

    private final ChildProcess process;
    private final int port;
    private final HttpClient client = HttpClient.newHttpClient();

    private PrometheusProcess(ChildProcess process, int port) {
        this.process = process;
        this.port = port;
    }

    static void require() {
        Requirements.require(
                Stream.of(System.getenv("PATH").split(":"))
                        .anyMatch(dir -> Files.isExecutable(Path.of(dir, "prometheus"))),
                "prometheus (Debian package prometheus)");
    }

    /// Starts it on copies of the files. Nothing differs in them but the target, the intervals and how long
    /// the condition of one alert must hold.
    static PrometheusProcess start(Path directory, GatewayProcess gateway, String impatient) throws IOException {
        Files.createDirectories(directory);
        String rules = Files.readString(SHIPPED.resolve("alerts.yml"));
        Files.writeString(
                directory.resolve("alerts.yml"),
                replaced(rules, "(alert: " + impatient + "\\n(?:(?! +- alert:).*\\n)*? +for:) \\S+", "$1 1s"));
        String configuration = Files.readString(SHIPPED.resolve("prometheus.yml"));
        configuration = replaced(configuration, "_interval: 15s", "_interval: 1s");
        configuration = replaced(configuration, "gateway:8081, auditor:8081", "127.0.0.1:" + gateway.opsPort());
        Files.writeString(directory.resolve("prometheus.yml"), configuration);
        int port = GatewayProcess.freePort();
        var process = ChildProcess.program(
                directory,
                directory.resolve("prometheus.out"),
                List.of(
                        "prometheus",
                        "--config.file=" + directory.resolve("prometheus.yml"),
                        "--storage.tsdb.path=" + directory.resolve("data"),
                        "--web.listen-address=127.0.0.1:" + port));
        var prometheus = new PrometheusProcess(process, port);
        process.await("Prometheus is ready", prometheus::ready);
        return prometheus;
    }

    private static String replaced(String text, String pattern, String replacement) {
        String result = text.replaceAll(pattern, replacement);
        if (result.equals(text)) {
            throw new AssertionError("nothing matches " + pattern);
        }
        return result;
    }

    /// The names of the alerts that fire now.
    Set<String> firing() throws IOException, InterruptedException {
        Set<String> names = new TreeSet<>();
        alerts().filter(alert -> alert.at("/state").stringValue().equals("firing"))
                .forEach(alert -> names.add(alert.at("/labels/alertname").stringValue()));
        return names;
    }

    /// Alerts that fire, or whose condition holds and has not held for long enough.
    Stream<JsonNode> alerts() throws IOException, InterruptedException {
        return StreamSupport.stream(get("alerts").at("/data/alerts").spliterator(), false);
    }

    /// Whether it has read the gateway's metrics.
    boolean scrapes() throws IOException, InterruptedException {
        return StreamSupport.stream(get("targets").at("/data/activeTargets").spliterator(), false)
                .anyMatch(target -> target.at("/health").stringValue().equals("up"));
    }

    private JsonNode get(String what) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/v1/" + what))
                .build();
        return JsonMapper.shared()
                .readTree(client.send(request, HttpResponse.BodyHandlers.ofString())
                        .body());
    }

    private boolean ready() throws InterruptedException {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/-/ready"))
                .build();
        try {
            return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException notYet) {
            return false;
        }
    }

    @Override
    public void close() {
        process.close();
        client.close();
    }
}
