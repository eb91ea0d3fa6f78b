package io.chirograph.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.RandomDistribution;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import tools.jackson.databind.JsonNode;

/// No combination of headers, encodings and places that name a model makes a key do more than it may, or the trail say
/// less than policy demands.
@SuppressWarnings("NullAway.Init") // before the container
class BoundaryPropertyIT {
    private static final String POLICY = """
        version: 1
        allow:
          models: ['good*', bad, slow, fast]
          operations: [inference, catalogue]
        payload: digest
        data-classes:
          - name: public
          - name: internal
          - name: phi
            payload: nothing
        aliases:
          fast: {provider: o, model: good}
          slow: {provider: o, model: bad}
        rules:
          - id: bounds
            parameters:
              max_tokens: {max: 100}
        """;
    private static final String KEY = "cg_limited_0123456789abcdef0123456789abcdef0123456789a";
    private static final Map<Integer, Seen> SEEN = new ConcurrentHashMap<>();

    private static Path directory;
    private static HttpServer provider;
    private static GatewayProcess gateway;
    private static int number;

    /// What reached the provider.
    private record Seen(Readers readers, String sha256) {}

    /// What came of an attempt.
    private record Came(int number, Attempt attempt, Http.Answer answer) {}

    @BeforeContainer
    static void start() throws Exception {
        directory = Files.createTempDirectory("chirograph-boundary");
        provider = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        provider.createContext("/", BoundaryPropertyIT::answer);
        provider.start();
        Path policy = Files.writeString(directory.resolve("policy.yml"), POLICY);
        List<String> arguments = new ArrayList<>(List.of("--chirograph.policy.file=" + policy));
        String url = "http://127.0.0.1:" + provider.getAddress().getPort();
        Map.of("o", "openai", "a", "anthropic", "g", "gemini", "b", "bedrock")
                .forEach((name, dialect) -> arguments.addAll(List.of(GatewayProcess.provider(name, dialect, url))));
        Map.of(
                        "id", "limited",
                        "hash", hash(KEY),
                        "application", "shop",
                        "tenant", "acme",
                        "team", "web",
                        "grants.models", "good*",
                        "grants.data-class", "internal")
                .forEach((name, value) -> arguments.add("--chirograph.identity.gateway-keys[0]." + name + "=" + value));
        gateway = GatewayProcess.start(directory, arguments.toArray(String[]::new));
    }

    @AfterContainer
    static void stop() throws IOException {
        gateway.close();
        provider.stop(0);
        try (var files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
        assertThat(SEEN.size()).as("attempts within the key's bounds").isGreaterThan(number / 50);
    }

    private static String hash(String key) throws Exception {
        MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
        sha256.update(new byte[16]);
        return "sha256:" + "00".repeat(16) + ":"
                + HexFormat.of().formatHex(sha256.digest(key.getBytes(StandardCharsets.UTF_8)));
    }

    private static String sha256(byte[] bytes) throws IOException {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IOException(e);
        }
    }

    private static void answer(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        var uri = exchange.getRequestURI();
        int attempt = Integer.parseInt(exchange.getRequestHeaders().getFirst("x-attempt"));
        SEEN.put(
                attempt,
                new Seen(
                        Readers.of(uri.getRawPath(), uri.getRawQuery(), exchange.getRequestHeaders(), body),
                        sha256(body)));
        byte[] answer = "{\"id\":\"x\"}".getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, answer.length);
        exchange.getResponseBody().write(answer);
        exchange.close();
    }

    @Provide
    Arbitrary<List<Attempt>> attempts() {
        return Attempt.any().list().ofMinSize(1).ofMaxSize(300).withSizeDistribution(RandomDistribution.uniform());
    }

    @Property(tries = 8)
    void nothingWidensWhatAKeyMayDoOrLowersWhatIsRecorded(@ForAll("attempts") List<Attempt> attempts)
            throws IOException {
        var http = new Http(gateway.port(), KEY);
        List<Came> all = new ArrayList<>();
        for (Attempt attempt : attempts) {
            int id = ++number;
            List<String> headers = new ArrayList<>(List.of(attempt.headers()));
            headers.add("x-attempt: " + id);
            var answer = http.send("POST", attempt.target(), attempt.body(), headers.toArray(String[]::new));
            all.add(new Came(id, attempt, answer));
        }
        Map<String, JsonNode> started = new HashMap<>();
        Map<String, JsonNode> refused = new HashMap<>();
        for (JsonNode event : gateway.journal().events()) {
            String callId = event.at("/data/callId").asString("");
            switch (event.at("/type").stringValue()) {
                case "ai.call.started" -> started.put(callId, event.at("/data"));
                case "ai.call.refused" -> refused.put(callId, event.at("/data"));
                default -> {}
            }
        }
        for (Came came : all) {
            Seen seen = SEEN.get(came.number);
            String callId = came.answer.callId();
            if (seen == null) {
                assertThat(refused).as("%s", came.attempt).containsKey(callId);
                assertThat(came.answer.status()).isBetween(400, 499);
            } else {
                assertThat(refused).as("%s", came.attempt).doesNotContainKey(callId);
                assertThat(started).as("%s", came.attempt).containsKey(callId);
                within(came.attempt, seen);
                recorded(came.attempt, seen, Objects.requireNonNull(started.get(callId)));
            }
        }
    }

    private static void within(Attempt attempt, Seen seen) {
        assertThat(seen.readers.models()).as("%s", attempt).isNotEmpty().allMatch(model -> model.startsWith("good"));
        assertThat(seen.readers.tokens()).as("%s", attempt).allMatch(tokens -> tokens <= 100);
    }

    private static void recorded(Attempt attempt, Seen seen, JsonNode started) throws IOException {
        List<String> asked = attempt.asked();
        boolean isPhi = asked.contains("Chirograph-Data-Class: phi");
        boolean isLowered = isPhi
                || asked.contains("Chirograph-Payload: nothing")
                || asked.contains("cf-aig-collect-log-payload: false");
        assertThat(started.at("/policy/decision").stringValue()).isEqualTo("allow");
        assertThat(started.at("/policy/dataClass").asString(""))
                .as("%s", attempt)
                .isEqualTo(isPhi ? "phi" : "internal");
        assertThat(started.at("/policy/payloadLevel").asString(""))
                .as("%s", attempt)
                .isEqualTo(isLowered ? "nothing" : "digest");
        assertThat(started.at("/actor/verified/keyId").stringValue()).isEqualTo("limited");
        if (!isLowered) {
            byte[] body = attempt.body();
            JsonNode sent = started.at("/sent").isMissingNode() ? started.at("/request") : started.at("/sent");
            assertThat(started.at("/request/digest/value").stringValue()).isEqualTo(sha256(body));
            assertThat(sent.at("/digest/value").stringValue()).as("%s", attempt).isEqualTo(seen.sha256);
        }
        if (asked.contains("Chirograph-Metadata: {\"case\":\"7\"}")) {
            assertThat(started.at("/metadata/case").asString("")).isEqualTo("7");
        }
        // A field that is sent twice is one list (RFC 9110 section 5.3), and recorded as that.
        int times = Collections.frequency(asked, "cf-aig-collect-log: false");
        assertThat(started.at("/asked/collectLog").asString(""))
                .isEqualTo(String.join(", ", Collections.nCopies(times, "false")));
    }
}
