package io.chirograph.witness.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.chirograph.tlog.Hash;
import io.chirograph.tlog.TreeHasher;
import io.chirograph.tlog.note.Checkpoint;
import io.chirograph.tlog.note.Cosigner;
import io.chirograph.tlog.proof.ConsistencyText;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/// A witness that does what a test tells it to, on loopback.
final class StandinWitness implements AutoCloseable {
    static final long TIME = 1_795_000_000L;

    final Cosigner cosigner;
    final List<Long> olds = Collections.synchronizedList(new ArrayList<>());
    final CountDownLatch released = new CountDownLatch(1);
    private final HttpServer server;
    volatile Behaviour behaviour = Behaviour.GOOD;
    volatile long size;
    volatile Hash root = TreeHasher.emptyRoot();
    private volatile String old = "";

    enum Behaviour {
        GOOD,
        HANGS,
        SLOW,
        DRIPS,
        HUGE,
        GARBAGE,
        EMPTY,
        OTHER_KEY,
        OLD_COSIGNATURE,
        BAD_COSIGNATURE,
        REFUSES_PROOF,
        CONFLICT_SAME_SIZE,
        CONFLICT_WITHOUT_SIZE,
        CONFLICT_BEYOND,
        CONFLICT_FOR_EVER,
        UNKNOWN_LOG,
        BROKEN,
        REDIRECTS
    }

    StandinWitness(int seed) throws Exception {
        byte[] key = new byte[32];
        key[0] = (byte) seed;
        cosigner = Cosigner.ofSeed("witness.example/" + seed, key);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/w/add-checkpoint", this::answer);
        server.start();
    }

    Witness witness() {
        return new Witness("standin", url(), cosigner.verifierKey());
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/w/");
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            ConsistencyText request =
                    ConsistencyText.parse(exchange.getRequestBody().readAllBytes());
            olds.add(request.from());
            Checkpoint offered = Checkpoint.parse(request.checkpoint().text());
            String line = cosigner.cosign(offered, TIME).line() + "\n";
            switch (behaviour) {
                case GOOD -> good(exchange, request, offered, line);
                case HANGS -> released.await();
                case SLOW -> {
                    boolean unused = released.await(5, TimeUnit.MINUTES);
                    good(exchange, request, offered, line);
                }
                case DRIPS -> drip(exchange);
                case HUGE -> send(exchange, 200, "text/plain", "x".repeat(1 << 20));
                case GARBAGE -> send(exchange, 200, "text/plain", "\u0000 no signature \n\n");
                case EMPTY -> send(exchange, 200, "text/plain", "");
                case OTHER_KEY -> {
                    Cosigner other = Cosigner.ofSeed("witness.example/other", new byte[32]);
                    send(
                            exchange,
                            200,
                            "text/plain",
                            other.cosign(offered, TIME).line() + "\n");
                }
                case OLD_COSIGNATURE -> {
                    String now = old.isEmpty() ? line : old;
                    old = now;
                    send(exchange, 200, "text/plain", now);
                }
                case BAD_COSIGNATURE -> {
                    Checkpoint another = new Checkpoint(offered.origin(), offered.size(), TreeHasher.emptyRoot());
                    send(
                            exchange,
                            200,
                            "text/plain",
                            cosigner.cosign(another, TIME).line() + "\n");
                }
                case REFUSES_PROOF -> send(exchange, 422, "text/plain", "no");
                case CONFLICT_SAME_SIZE -> conflict(exchange, offered.size());
                case CONFLICT_WITHOUT_SIZE -> send(exchange, 409, "text/plain", "conflict\n");
                case CONFLICT_BEYOND -> conflict(exchange, offered.size() + 5);
                case CONFLICT_FOR_EVER -> conflict(exchange, (request.from() + 1) % offered.size());
                case UNKNOWN_LOG -> send(exchange, 404, "text/plain", "unknown log");
                case BROKEN -> send(exchange, 500, "text/plain", "oops");
                case REDIRECTS -> {
                    exchange.getResponseHeaders().set("Location", url() + "add-checkpoint");
                    send(exchange, 307, "text/plain", "");
                }
            }
        } catch (Exception e) {
            throw new IOException(e);
        }
    }

    /// What the specification says.
    private synchronized void good(HttpExchange exchange, ConsistencyText request, Checkpoint offered, String line)
            throws IOException {
        if (request.from() != size || (size == offered.size() && !root.equals(offered.root()))) {
            conflict(exchange, size);
        } else if (size > 0 && !request.proof().verify(size, root, offered.size(), offered.root())) {
            send(exchange, 422, "text/plain", "consistency proof");
        } else {
            size = offered.size();
            root = offered.root();
            send(exchange, 200, "text/plain", "— someone.else AAAAAAAA\n" + line);
        }
    }

    private void conflict(HttpExchange exchange, long theirs) throws IOException {
        send(exchange, 409, "text/x.tlog.size", theirs + "\n");
    }

    private static void send(HttpExchange exchange, int status, String type, String body) throws IOException {
        byte[] bytes = body.getBytes(UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    private void drip(HttpExchange exchange) throws IOException, InterruptedException {
        exchange.sendResponseHeaders(200, 0);
        try (OutputStream out = exchange.getResponseBody()) {
            while (!released.await(20, TimeUnit.MILLISECONDS)) {
                out.write('x');
                out.flush();
            }
        }
    }

    @Override
    public void close() {
        released.countDown();
        server.stop(0);
    }
}
