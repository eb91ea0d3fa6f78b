package io.chirograph.reconciliation;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.function.Function;

/// A provider's report that says what a test has it say, and remembers who asked what.
final class ReportServer implements AutoCloseable {
    /// An answer.
    record Answer(int status, Map<String, String> headers, String body) {
        static Answer ok(String body) {
            return new Answer(200, Map.of(), body);
        }

        static Answer status(int status) {
            return new Answer(status, Map.of(), "{}");
        }
    }

    private final HttpServer server;
    final List<URI> asked = new CopyOnWriteArrayList<>();
    final List<String> credentials = new CopyOnWriteArrayList<>();

    ReportServer(Function<URI, Answer> answers) {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 64);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", exchange -> answer(exchange, answers));
        server.start();
    }

    private void answer(HttpExchange exchange, Function<URI, Answer> answers) throws IOException {
        try (exchange) {
            asked.add(exchange.getRequestURI());
            String bearer = exchange.getRequestHeaders().getFirst("Authorization");
            String key = exchange.getRequestHeaders().getFirst("x-api-key");
            credentials.add(key == null ? String.valueOf(bearer) : key);
            Answer answer = answers.apply(exchange.getRequestURI());
            byte[] body = answer.body.getBytes(StandardCharsets.UTF_8);
            answer.headers.forEach(
                    (name, value) -> exchange.getResponseHeaders().add(name, value));
            exchange.sendResponseHeaders(answer.status, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        }
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /// One page of OpenAI's with these days, each with its results as JSON.
    static String openAi(Map<LocalDate, String> days, String next) {
        StringBuilder buckets = new StringBuilder();
        days.forEach((day, results) -> buckets.append(buckets.isEmpty() ? "" : ",")
                .append("{\"object\":\"bucket\",\"start_time\":")
                .append(day.toEpochDay() * 86_400)
                .append(",\"end_time\":")
                .append(day.toEpochDay() * 86_400 + 86_400)
                .append(",\"results\":[")
                .append(results)
                .append("]}"));
        return page(buckets.toString(), next);
    }

    static String page(String buckets, String next) {
        return "{\"object\":\"page\",\"data\":[" + buckets + "],\"has_more\":" + !next.isEmpty() + ",\"next_page\":"
                + (next.isEmpty() ? "null" : "\"" + next + "\"") + "}";
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
