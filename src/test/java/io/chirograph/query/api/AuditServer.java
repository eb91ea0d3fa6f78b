package io.chirograph.query.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.chirograph.Schemas;
import io.chirograph.ShiftedClock;
import io.chirograph.archive.configured.ConfiguredArchives;
import io.chirograph.dataflow.settings.EffectiveSettings;
import io.chirograph.dataflow.settings.SettingsReader;
import io.chirograph.identity.development.DevelopmentCredentials;
import io.chirograph.query.RecordedReads;
import io.chirograph.query.index.FollowedLog;
import io.chirograph.query.index.TestIndex;
import io.chirograph.query.lookup.IndexReader;
import io.chirograph.query.schemas.OpenApiDocuments;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.awaitility.Awaitility;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.security.autoconfigure.UserDetailsServiceAutoConfiguration;
import org.springframework.boot.security.autoconfigure.web.servlet.SecurityFilterAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.FilterType;
import org.springframework.core.env.ConfigurableEnvironment;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The auditors' API over real HTTP, behind the real doors, over the archive in `<data>/archive`.
public final class AuditServer implements AutoCloseable {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final String ROOT = "/audit/v1/";
    private final Path data;
    private final ConfigurableApplicationContext context;
    private final JsonNode description;
    private boolean isChecked = true;

    // No stereotype: component scans of other tests must pass it by.
    @EnableAutoConfiguration(
            exclude = {SecurityFilterAutoConfiguration.class, UserDetailsServiceAutoConfiguration.class})
    @ComponentScan(
            basePackages = {
                "io.chirograph.console",
                "io.chirograph.dataflow",
                "io.chirograph.identity",
                "io.chirograph.query",
                "io.chirograph.report",
                "io.chirograph.state",
                "io.chirograph.web"
            },
            excludeFilters =
                    @ComponentScan.Filter(type = FilterType.REGEX, pattern = ".*[.]dataflow[.].*Configuration"))
    static class Server {
        @Bean
        ShiftedClock clock() {
            return new ShiftedClock();
        }

        @Bean
        EffectiveSettings settings(ConfigurableEnvironment environment) {
            return SettingsReader.read(environment);
        }

        @Bean
        RecordedReads recorded() {
            return new RecordedReads();
        }

        @Bean
        ConfiguredArchives archives(ConfigurableEnvironment environment, @Value("${chirograph.data-dir}") Path data) {
            return ConfiguredArchives.open(Binder.get(environment), data);
        }
    }

    private AuditServer(Path data, ConfigurableApplicationContext context) {
        this.data = data;
        this.context = context;
        this.description = OpenApiDocuments.of(context);
    }

    /// Starts it and waits until a log is indexed up to `size`.
    public static AuditServer start(Path data, FollowedLog log, long size, String... settings) throws IOException {
        AuditServer server = start(data, log.key().encode(), settings);
        Awaitility.await()
                .atMost(Duration.ofMinutes(2))
                .until(() -> new String(server.get("logs").body(), UTF_8).contains("\"size\":" + size + ","));
        return server;
    }

    /// Starts it.
    ///
    /// @param settings further ones, as arguments
    public static AuditServer start(Path data, String keys, String... settings) {
        return start(data, 0, keys, settings);
    }

    /// Starts it at a port.
    public static AuditServer start(Path data, int port, String keys, String... settings) {
        return start(data, port, keys, List.of(), settings);
    }

    /// Starts it with further parts of a process.
    /// @param more configurations
    public static AuditServer start(Path data, int port, String keys, List<Class<?>> more, String... settings) {
        List<Class<?>> all = new ArrayList<>(more);
        all.add(Server.class);
        new DevelopmentCredentials(data.resolve("dev"), Clock.systemUTC()).renewTokens();
        List<String> arguments = new ArrayList<>(List.of(
                "--chirograph.environment=development",
                "--server.port=" + port,
                "--management.server.port=-1",
                "--management.endpoint.health.validate-group-membership=false",
                "--chirograph.data-dir=" + data,
                "--chirograph.query.poll=50ms",
                "--chirograph.query.share=1",
                "--chirograph.query.keys=" + keys,
                "--logging.level.root=warn"));
        if (Arrays.stream(settings).noneMatch(setting -> setting.contains(".query.index."))) {
            arguments.addAll(TestIndex.settings(data));
        }
        arguments.addAll(List.of(settings));
        return new AuditServer(
                data, new SpringApplication(all.toArray(Class<?>[]::new)).run(arguments.toArray(String[]::new)));
    }

    public HttpResponse<byte[]> get(String path, String... headers) throws IOException, InterruptedException {
        return send("GET", path, "", HttpResponse.BodyHandlers.ofByteArray(), headers);
    }

    public HttpResponse<byte[]> send(String method, String path, String body) throws IOException, InterruptedException {
        return send(method, path, body, HttpResponse.BodyHandlers.ofByteArray());
    }

    /// A request with another token than the usual one.
    public HttpResponse<byte[]> as(String token, String method, String path, String body)
            throws IOException, InterruptedException {
        String port = context.getEnvironment().getRequiredProperty("local.server.port");
        return checked(CLIENT.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/audit/v1/" + path))
                        .header("Authorization", "Bearer " + token)
                        .method(method, HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofByteArray()));
    }

    /// A request to any path with any headers, which is not made better on its way.
    /// @param path raw, from its first slash on
    /// @param headers names and values in turn
    public HttpResponse<byte[]> raw(String token, String method, String path, String body, String... headers)
            throws IOException, InterruptedException {
        String port = context.getEnvironment().getRequiredProperty("local.server.port");
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .header("Authorization", "Bearer " + token)
                .method(method, HttpRequest.BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return checked(CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofByteArray()));
    }

    /// A request without a token.
    public HttpResponse<byte[]> anonymous(String path) throws IOException, InterruptedException {
        String port = context.getEnvironment().getRequiredProperty("local.server.port");
        return checked(CLIENT.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/audit/v1/" + path))
                        .build(),
                HttpResponse.BodyHandlers.ofByteArray()));
    }

    /// The answer as text.
    public HttpResponse<String> text(String method, String path) throws IOException, InterruptedException {
        return send(method, path, "", HttpResponse.BodyHandlers.ofString(UTF_8));
    }

    private <T> HttpResponse<T> send(
            String method, String path, String body, HttpResponse.BodyHandler<T> handler, String... headers)
            throws IOException, InterruptedException {
        String port = context.getEnvironment().getRequiredProperty("local.server.port");
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + port + "/audit/v1/" + path))
                .header("Authorization", "Bearer " + Files.readString(data.resolve("dev/auditor-token")))
                .method(method, HttpRequest.BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return checked(CLIENT.send(request.build(), handler));
    }

    /// Says that the logs hold events that follow no schema, so that answers with them follow none either.
    public AuditServer ofAnything() {
        isChecked = false;
        return this;
    }

    /// Every answer is held against its schema, and against the description of the API.
    private <T> HttpResponse<T> checked(HttpResponse<T> answer) {
        String path = answer.uri().getRawPath();
        if (isChecked && path.startsWith(ROOT)) {
            byte[] body = answer.body() instanceof byte[] bytes
                    ? bytes
                    : String.valueOf(answer.body()).getBytes(UTF_8);
            String type = answer.headers().firstValue("Content-Type").orElse(null);
            Schemas.assertAnswer(path.substring(ROOT.length()), type, body);
            OpenApiDocuments.assertDescribes(
                    description, answer.request().method(), path, answer.statusCode(), type, body);
            if ("application/zip".equals(type) && body.length > 0 && answer.statusCode() == 200) {
                manifest(body);
            }
        }
        return answer;
    }

    private static void manifest(byte[] zip) {
        try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(zip))) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                if (entry.getName().equals("manifest.json")) {
                    Schemas.assertValid(
                            "api.evidence-manifest", JsonMapper.shared().readTree(in.readAllBytes()));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// What was recorded of operators.
    public RecordedReads recorded() {
        return context.getBean(RecordedReads.class);
    }

    public ConfigurableApplicationContext context() {
        return context;
    }

    public LogReader logs() {
        return context.getBean(LogReader.class);
    }

    public IndexReader index() {
        return context.getBean(IndexReader.class);
    }

    /// Any part of it.
    public <T> T part(Class<T> type) {
        return context.getBean(type);
    }

    public int port() {
        return Integer.parseInt(context.getEnvironment().getRequiredProperty("local.server.port"));
    }

    @Override
    public void close() {
        context.close();
    }
}
