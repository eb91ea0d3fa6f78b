package io.chirograph.boot;

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
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.ssl.PemSslBundleProperties;
import org.springframework.boot.autoconfigure.ssl.PropertiesSslBundle;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.web.server.Ssl;
import org.springframework.core.env.Environment;

/// The port for operations of a process that waits for a partition: alive, not ready, and why.
///
/// - Opens when there is something to say, and closes before the process itself opens that port.
/// - Speaks TLS by the port's own bundle where that is of PEM files; with another one it stays shut.
/// - Answers `/actuator/health` and the two probes below it; everything else is 404.
final class WaitingPort implements AutoCloseable {
    private static final String HEALTH = "/actuator/health";
    private static final int OK = 200;
    private static final int NOT_FOUND = 404;
    private static final int UNAVAILABLE = 503;

    private final Environment environment;
    private @Nullable HttpServer server;
    private volatile @Nullable Map<Integer, String> said;

    WaitingPort(Environment environment) {
        this.environment = environment;
    }

    /// Says who holds the partitions; answers whether that is news.
    boolean say(Map<Integer, String> holders) {
        boolean isNews = !holders.equals(said);
        said = new TreeMap<>(holders);
        if (server == null) {
            open();
        }
        return isNews;
    }

    private void open() {
        for (ListeningPort port : ListeningPort.of(environment)) {
            if (port.prefix().startsWith("management") && port.number() > 0) {
                try {
                    server = create(port);
                } catch (IOException e) {
                    throw new StartRefused("Cannot start: " + port.prefix() + ".port " + port.number()
                            + " cannot be opened: " + e.getMessage());
                }
            }
        }
    }

    private @Nullable HttpServer create(ListeningPort port) throws IOException {
        InetSocketAddress address = port.address() == null
                ? new InetSocketAddress(port.number())
                : new InetSocketAddress(port.address(), port.number());
        HttpServer opened;
        Ssl ssl = port.ssl();
        if (ssl == null) {
            opened = HttpServer.create(address, 0);
        } else {
            String bundle = "spring.ssl.bundle.pem." + ssl.getBundle();
            PemSslBundleProperties files = Binder.get(environment)
                    .bind(bundle, PemSslBundleProperties.class)
                    .orElse(null);
            if (files == null || ssl.getClientAuth() != null) {
                return null;
            }
            HttpsServer secure = HttpsServer.create(address, 0);
            secure.setHttpsConfigurator(
                    new HttpsConfigurator(PropertiesSslBundle.get(files).createSslContext()));
            opened = secure;
        }
        opened.createContext("/", this::answer);
        opened.start();
        return opened;
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
