package io.chirograph.gateway;

import io.chirograph.gateway.UpstreamException.Kind;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.io.DefaultBHttpClientConnection;
import org.jspecify.annotations.Nullable;

/// The connections to one provider. The one used last is used first; one that lay unused for a while is
/// looked at before it is used again, for a provider may have closed it. Safe for many threads.
final class UpstreamConnections implements AutoCloseable {
    private static final long LOOK_AFTER_NANOS = Duration.ofMillis(200).toNanos();
    private static final Http1Config HTTP1 = Http1Config.custom()
            .setBufferSize(8 * 1024)
            .setMaxLineLength(128 * 1024)
            .setMaxHeaderCount(1000)
            .build();

    private final String host;
    private final int port;
    private final boolean tls;
    private final Duration connectTimeout;
    private final long keepNanos;
    private final Semaphore free;
    private final Set<UpstreamConnection> all = ConcurrentHashMap.newKeySet();
    private final ConcurrentLinkedDeque<Idle> idle = new ConcurrentLinkedDeque<>();
    private volatile boolean closed;

    UpstreamConnections(URI base, Duration connectTimeout, Duration keep, int max) {
        this.host = base.getHost();
        this.tls = "https".equals(base.getScheme());
        this.port = base.getPort() >= 0 ? base.getPort() : tls ? 443 : 80;
        this.connectTimeout = connectTimeout;
        this.keepNanos = keep.toNanos();
        this.free = new Semaphore(max);
    }

    /// A connection to use and to give back or drop; waits at most the connect time-out for a free place.
    UpstreamConnection take() throws UpstreamException {
        try {
            if (!free.tryAcquire()
                    && !free.tryAcquire(connectTimeout.toNanos(), java.util.concurrent.TimeUnit.NANOSECONDS)) {
                throw new UpstreamException(Kind.BUSY, "all connections to " + host + ":" + port + " are in use", null);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UpstreamException(Kind.BUSY, "interrupted while waiting for a connection", e);
        }
        try {
            UpstreamConnection kept = takeIdle();
            return kept != null ? kept : connect();
        } catch (UpstreamException | RuntimeException e) {
            free.release();
            throw e;
        }
    }

    private @Nullable UpstreamConnection takeIdle() {
        long now = System.nanoTime();
        for (Idle next = idle.pollFirst(); next != null; next = idle.pollFirst()) {
            long unused = now - next.since;
            if (unused < keepNanos && (unused < LOOK_AFTER_NANOS || !isStale(next.connection))) {
                return next.connection;
            }
            discard(next.connection);
        }
        return null;
    }

    private static boolean isStale(UpstreamConnection connection) {
        try {
            return connection.http().isStale();
        } catch (IOException e) {
            return true;
        }
    }

    private UpstreamConnection connect() throws UpstreamException {
        var socket = new Socket();
        try {
            socket.setTcpNoDelay(true);
            int timeout = Math.toIntExact(connectTimeout.toMillis());
            socket.connect(new InetSocketAddress(host, port), timeout);
            var connection = new DefaultBHttpClientConnection(
                    HTTP1, StandardCharsets.ISO_8859_1.newDecoder(), StandardCharsets.ISO_8859_1.newEncoder());
            if (tls) {
                socket.setSoTimeout(timeout);
                connection.bind(handshake(socket), socket);
                socket.setSoTimeout(0);
            } else {
                connection.bind(socket);
            }
            var made = new UpstreamConnection(connection);
            all.add(made);
            return made;
        } catch (SocketTimeoutException e) {
            closeQuietly(socket, e);
            throw new UpstreamException(
                    Kind.CONNECT_TIMEOUT, "no connection to " + host + ":" + port + " within " + connectTimeout, e);
        } catch (IOException e) {
            closeQuietly(socket, e);
            throw new UpstreamException(
                    Kind.CONNECT_FAILED, "cannot connect to " + host + ":" + port + ": " + e.getMessage(), e);
        }
    }

    private SSLSocket handshake(Socket socket) throws IOException {
        var factory = (SSLSocketFactory) SSLSocketFactory.getDefault();
        var secure = (SSLSocket) factory.createSocket(socket, host, port, true);
        var parameters = secure.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        secure.setSSLParameters(parameters);
        secure.startHandshake();
        return secure;
    }

    private static void closeQuietly(Socket socket, IOException cause) {
        try {
            socket.close();
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
    }

    /// Gives back a connection whose exchange is over and that may carry another.
    void giveBack(UpstreamConnection connection) {
        connection.arrived();
        idle.addFirst(new Idle(connection, System.nanoTime()));
        free.release();
        if (closed) {
            close();
        }
    }

    /// Drops a connection at once.
    void drop(UpstreamConnection connection) {
        discard(connection);
        free.release();
    }

    private void discard(UpstreamConnection connection) {
        all.remove(connection);
        connection.close();
    }

    /// Ends the waits that have lasted too long; called every few dozen milliseconds.
    void checkTimes(long now) {
        for (UpstreamConnection connection : all) {
            connection.check(now);
        }
    }

    /// Closes connections that lay unused for too long; called now and then.
    void evict() {
        long now = System.nanoTime();
        for (Idle last = idle.peekLast(); last != null && now - last.since > keepNanos; last = idle.peekLast()) {
            if (idle.removeLastOccurrence(last)) {
                discard(last.connection);
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        for (Idle next = idle.pollFirst(); next != null; next = idle.pollFirst()) {
            discard(next.connection);
        }
    }

    /// A connection that waits for its next exchange.
    private record Idle(UpstreamConnection connection, long since) {}
}
