package io.chirograph.spring;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `POST /v1/events` as the contract has it, in memory: all or none, once by key, and receipts with the
/// first answer. An event whose data has the member `poison` is refused. What a client must not do fails the
/// test.
public final class FakeGateway implements AutoCloseable {
    public static final String KEY = "cg-test-key";
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /// What becomes of one request.
    public enum Fault {
        /// Nothing is recorded, and 503 is the answer.
        UNAVAILABLE,
        /// It is recorded, and the answer gets lost.
        ANSWER_LOST,
        /// A page of something between.
        BAD_GATEWAY,
        /// The key is not in force.
        UNAUTHORIZED,
        /// 202, by something that is no gateway.
        NOT_A_GATEWAY
    }

    /// A request that was recorded.
    public record Taken(String key, String body, String metadata, List<String> ids) {}

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Map<String, Taken> byKey = new HashMap<>();
    private final List<JsonNode> events = new ArrayList<>();
    private final List<String> sent = new ArrayList<>();
    private final Deque<Fault> faults = new ArrayDeque<>();
    private final List<String> violations = new ArrayList<>();
    private boolean forgetsKeys;

    public FakeGateway() {
        this(0);
    }

    public FakeGateway(int port) {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/v1/events", this::handle);
        server.createContext("/sandbox/", FakeGateway::model);
        server.setExecutor(threads);
        server.start();
    }

    public URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /// The next requests fail so, one each.
    public synchronized void failing(Fault... next) {
        faults.addAll(List.of(next));
    }

    /// As 24 hours later.
    public synchronized void forgetKeys() {
        forgetsKeys = true;
    }

    /// What is recorded, in order.
    public synchronized List<JsonNode> events() {
        return List.copyOf(events);
    }

    /// A member of `data` of all that is recorded, in order.
    public synchronized List<String> said(String member) {
        return events.stream()
                .map(event -> event.path("data").path(member).asString(""))
                .toList();
    }

    /// Keys and metadata of all requests, whatever became of them.
    public synchronized List<String> sent() {
        return List.copyOf(sent);
    }

    public synchronized Taken taken(String key) {
        return Objects.requireNonNull(byKey.get(key));
    }

    public synchronized List<String> violations() {
        return List.copyOf(violations);
    }

    private static void model(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders()
                .set("Chirograph-Call-Id", UUID.randomUUID().toString());
        exchange.getResponseHeaders().set("Chirograph-Receipt", "example.com/log+01020304+AQAB");
        exchange.sendResponseHeaders(200, -1);
        exchange.close();
    }

    private void handle(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        try (exchange) {
            answer(exchange, new String(body, StandardCharsets.UTF_8));
        }
    }

    private synchronized void answer(HttpExchange exchange, String body) throws IOException {
        var headers = exchange.getRequestHeaders();
        String key = String.valueOf(headers.getFirst("Idempotency-Key"));
        String metadata = String.valueOf(headers.getFirst("Chirograph-Metadata"));
        sent.add(key + " " + metadata);
        police("POST".equals(exchange.getRequestMethod()), "method");
        police("application/json".equals(headers.getFirst("Content-Type")), "content type");
        List<String> keys = headers.getOrDefault("Idempotency-Key", List.of());
        police(key.matches("[!-~]{1,255}") && keys.size() == 1, "key");
        Fault fault = faults.poll();
        if (fault == Fault.UNAVAILABLE) {
            problem(exchange, 503, "recording-unavailable", "");
            return;
        } else if (fault == Fault.BAD_GATEWAY) {
            write(exchange, 502, "text/html", "<html>bad gateway</html>");
            return;
        } else if (fault == Fault.NOT_A_GATEWAY) {
            write(exchange, 202, "text/html", "<html>welcome</html>");
            return;
        } else if (fault == Fault.UNAUTHORIZED || !("Bearer " + KEY).equals(headers.getFirst("Authorization"))) {
            problem(exchange, 401, "key-unknown", "");
            return;
        }
        Taken before = forgetsKeys ? null : byKey.get(key);
        if (before != null) {
            police(before.body().equals(body), "another body under the key " + key);
            exchange.getResponseHeaders().set("Idempotent-Replayed", "true");
            accepted(exchange, before.ids(), false);
            return;
        }
        List<JsonNode> parsed = new ArrayList<>();
        JSON.readTree(body).forEach(parsed::add);
        police(!parsed.isEmpty() && parsed.size() <= 500, "number of events");
        for (int i = 0; i < parsed.size(); i++) {
            if (parsed.get(i).path("data").has("poison")) {
                problem(exchange, 400, "event-invalid", "[" + i + "].data.poison");
                return;
            }
        }
        List<String> ids =
                parsed.stream().map(one -> UUID.randomUUID().toString()).toList();
        events.addAll(parsed);
        byKey.put(key, new Taken(key, body, metadata, ids));
        if (fault == null) {
            accepted(exchange, ids, true);
        }
    }

    private void police(boolean holds, String what) {
        if (!holds) {
            violations.add(what);
        }
    }

    private static void accepted(HttpExchange exchange, List<String> ids, boolean isFirst) throws IOException {
        List<Map<String, String>> items = new ArrayList<>();
        for (String id : ids) {
            Map<String, String> item = new HashMap<>(Map.of("id", id, "log", "example.com/log"));
            if (isFirst) {
                item.put("receipt", "receipt-of-" + id);
            }
            items.add(item);
        }
        write(exchange, 202, "application/json", JSON.writeValueAsString(Map.of("items", items)));
    }

    private static void problem(HttpExchange exchange, int status, String code, String field) throws IOException {
        var problem = Map.of("status", status, "code", code, "field", field, "detail", "as the test wants it — so");
        write(exchange, status, "application/problem+json", JSON.writeValueAsString(problem));
    }

    private static void write(HttpExchange exchange, int status, String type, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
