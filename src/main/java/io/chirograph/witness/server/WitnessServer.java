package io.chirograph.witness.server;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.chirograph.tlog.note.SigningException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes checkpoints over HTTP: `POST /add-checkpoint`. A request has bounded size and time, and their number at
/// once is bounded.
public final class WitnessServer implements AutoCloseable {
    /// How long a request may take to arrive, and its answer to be taken.
    static final int MAX_SECONDS = 10;

    private static final Logger LOG = LoggerFactory.getLogger(WitnessServer.class);
    private static final int MAX_AT_ONCE = 64;
    private static final int MAX_CONNECTIONS = 1024;

    private final HttpServer server;
    private final ExecutorService threads;
    private final Cosigning cosigning;
    private final Semaphore room = new Semaphore(MAX_AT_ONCE);

    private WitnessServer(HttpServer server, ExecutorService threads, Cosigning cosigning) {
        this.server = server;
        this.threads = threads;
        this.cosigning = cosigning;
    }

    /// @throws IOException the address cannot be listened on
    public static WitnessServer start(InetSocketAddress address, Cosigning cosigning) throws IOException {
        System.setProperty("sun.net.httpserver.maxReqTime", String.valueOf(MAX_SECONDS));
        System.setProperty("sun.net.httpserver.maxRspTime", String.valueOf(MAX_SECONDS));
        System.setProperty("sun.net.httpserver.nodelay", "true");
        System.setProperty("jdk.httpserver.maxConnections", String.valueOf(MAX_CONNECTIONS));
        HttpServer server = HttpServer.create(address, 0);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        WitnessServer witness = new WitnessServer(server, threads, cosigning);
        server.setExecutor(threads);
        server.createContext("/", witness::handle);
        server.start();
        return witness;
    }

    public InetSocketAddress address() {
        return server.getAddress();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            send(exchange, answer(exchange));
        }
    }

    private Cosigning.Response answer(HttpExchange exchange) throws IOException {
        if (!exchange.getRequestURI().getRawPath().equals("/add-checkpoint")) {
            return Cosigning.Response.text(404, "POST /add-checkpoint is all there is");
        }
        if (!exchange.getRequestMethod().equals("POST")) {
            exchange.getResponseHeaders().set("Allow", "POST");
            return Cosigning.Response.text(405, "POST only");
        }
        if (!room.tryAcquire()) {
            exchange.getResponseHeaders().set("Retry-After", "1");
            return Cosigning.Response.text(503, "too many requests at once");
        }
        try {
            return cosigning.add(exchange.getRequestBody().readNBytes(Cosigning.MAX_REQUEST + 1));
        } catch (IOException | SigningException | RuntimeException e) {
            LOG.error("a checkpoint was not cosigned: {}", e.toString());
            return Cosigning.Response.text(500, "not cosigned");
        } finally {
            room.release();
        }
    }

    private static void send(HttpExchange exchange, Cosigning.Response response) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", response.contentType());
        exchange.sendResponseHeaders(response.status(), response.body().length);
        exchange.getResponseBody().write(response.body());
    }

    /// Takes no more requests; those that are being answered get a second.
    @Override
    public void close() {
        server.stop(1);
        threads.shutdownNow();
    }
}
