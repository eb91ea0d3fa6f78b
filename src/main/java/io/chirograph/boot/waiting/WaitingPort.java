package io.chirograph.boot.waiting;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/// The port for operations of a process that waits for a partition: alive, not ready, and why.
///
/// - Opens when there is something to say; is closed before the process itself opens that port.
/// - Answers `/actuator/health` and the two probes below it; everything else is 404.
public final class WaitingPort implements AutoCloseable {
    private static final String HEALTH = "/actuator/health";
    private static final int OK = 200;
    private static final int NOT_FOUND = 404;
    private static final int UNAVAILABLE = 503;

    private final @Nullable InetSocketAddress address;
    private final @Nullable SSLContext tls;
    private @Nullable HttpServer server;
    private volatile @Nullable Map<Integer, String> said;

    /// @param address null to open none
    /// @param tls null for plain HTTP
    public WaitingPort(@Nullable InetSocketAddress address, @Nullable SSLContext tls) {
        this.address = address;
        this.tls = tls;
    }

    /// Says who holds the partitions; answers whether that is news.
    /// @throws IOException the port cannot be opened
    public boolean say(Map<Integer, String> holders) throws IOException {
        boolean isNews = !holders.equals(said);
        said = new TreeMap<>(holders);
        if (server == null && address != null) {
            HttpServer opened;
            if (tls == null) {
                opened = HttpServer.create(address, 0);
            } else {
                HttpsServer secure = HttpsServer.create(address, 0);
                secure.setHttpsConfigurator(new HttpsConfigurator(tls));
                opened = secure;
            }
            opened.createContext("/", this::answer);
            opened.start();
            server = opened;
        }
        return isNews;
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            switch (exchange.getRequestURI().getPath()) {
                case HEALTH + "/liveness" -> send(exchange, OK, "{\"status\":\"UP\"}");
                case HEALTH, HEALTH + "/readiness" -> send(exchange, UNAVAILABLE, waiting());
                default -> exchange.sendResponseHeaders(NOT_FOUND, -1);
            }
        }
    }

    /// Names of nodes are letters, digits, dots, underscores and hyphens.
    private String waiting() {
        Map<Integer, String> holders = said;
        return (holders == null ? Map.<Integer, String>of() : holders)
                .entrySet().stream()
                        .map(one -> "\"" + one.getKey() + "\":\"" + one.getValue() + "\"")
                        .collect(Collectors.joining(
                                ",",
                                "{\"status\":\"OUT_OF_SERVICE\",\"components\":{\"journal\":{\"status\":\"OUT_OF_SERVICE\","
                                        + "\"details\":{\"waiting\":\"for a partition\",\"holders\":{",
                                "}}}}}"));
    }

    private static void send(HttpExchange exchange, int status, String json) throws IOException {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/vnd.spring-boot.actuator.v3+json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Override
    public void close() {
        HttpServer opened = server;
        if (opened != null) {
            opened.stop(0);
        }
    }
}
