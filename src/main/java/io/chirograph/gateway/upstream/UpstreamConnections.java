package io.chirograph.gateway.upstream;

import io.chirograph.web.ErrorCode;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/// The pool of connections to one provider, last in first out.
/// Thread-safe. A connection is reused only while it holds no bytes, since unrequested bytes belong to no
/// call. Bytes that come after a connection was taken look like the response, so after any unrequested byte
/// nothing is reused for ten minutes.
final class UpstreamConnections implements AutoCloseable {
    private static final long WARY_NANOS = TimeUnit.MINUTES.toNanos(10);

    private final String host;
    private final int port;
    private final boolean tls;
    private final Duration connectTimeout;
    private final long keepNanos;
    private final Duration stall;
    private final Semaphore free;
    private final Set<UpstreamConnection> all = ConcurrentHashMap.newKeySet();
    private final ConcurrentLinkedDeque<Idle> idle = new ConcurrentLinkedDeque<>();
    private final LongAdder surplus = new LongAdder();
    private volatile @Nullable Long surplusSeen;
    private volatile boolean closed;

    UpstreamConnections(URI base, Duration connectTimeout, Duration keep, int max, Duration stall) {
        this.host = base.getHost();
        this.tls = "https".equals(base.getScheme());
        this.port = base.getPort() >= 0 ? base.getPort() : tls ? 443 : 80;
        this.connectTimeout = connectTimeout;
        this.keepNanos = keep.toNanos();
        this.stall = stall;
        this.free = new Semaphore(max);
    }

    /// A connection to give back or drop; waits at most the connect time-out for a free place.
    UpstreamConnection take() throws UpstreamException {
        try {
            if (!free.tryAcquire() && !free.tryAcquire(connectTimeout.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new UpstreamException(
                        ErrorCode.CONNECTIONS_EXHAUSTED,
                        "all connections to " + host + ":" + port + " are in use",
                        null);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UpstreamException(
                    ErrorCode.CONNECTIONS_EXHAUSTED, "interrupted while waiting for a connection", e);
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
            if (holdsNothing(next.connection) && now - next.since < keepNanos && !isWary(now)) {
                return next.connection;
            }
            discard(next.connection);
        }
        return null;
    }

    /// Unrequested bytes would be taken for the response to the next request.
    private boolean holdsNothing(UpstreamConnection connection) {
        UpstreamConnection.Unasked unasked = connection.unasked();
        if (unasked == UpstreamConnection.Unasked.BYTES) {
            surplusSeen();
        }
        return unasked == UpstreamConnection.Unasked.NOTHING;
    }

    private void surplusSeen() {
        surplus.increment();
        surplusSeen = System.nanoTime();
    }

    private boolean isWary(long now) {
        Long seen = surplusSeen;
        return seen != null && now - seen < WARY_NANOS;
    }

    /// A fresh connection in place of one that failed.
    UpstreamConnection replace(UpstreamConnection failed) throws UpstreamException {
        discard(failed);
        try {
            return connect();
        } catch (UpstreamException | RuntimeException e) {
            free.release();
            throw e;
        }
    }

    private UpstreamConnection connect() throws UpstreamException {
        UpstreamConnection made = null;
        try {
            made = new UpstreamConnection(stall);
            all.add(made);
            made.connect(new InetSocketAddress(host, port), connectTimeout, tls ? host : null);
            return made;
        } catch (IOException e) {
            if (made != null) {
                discard(made);
            }
            if (e instanceof SocketTimeoutException) {
                throw new UpstreamException(
                        ErrorCode.CONNECT_TIMEOUT,
                        "no connection to " + host + ":" + port + " within " + connectTimeout,
                        e);
            }
            throw new UpstreamException(
                    ErrorCode.CONNECT_FAILED,
                    "cannot connect to " + host + ":" + port + ": " + UpstreamException.why(e),
                    e);
        }
    }

    /// Gives back a connection whose exchange is over and that may carry another, if it holds nothing more.
    void giveBack(UpstreamConnection connection) {
        if (!holdsNothing(connection)) {
            drop(connection);
            return;
        }
        connection.keep();
        idle.addFirst(new Idle(connection, System.nanoTime()));
        free.release();
        if (closed) {
            close();
        }
    }

    /// How many connections were dropped because of unrequested bytes.
    long surplus() {
        return surplus.sum();
    }

    /// Drops a connection with bytes behind its response.
    void dropSurplus(UpstreamConnection connection) {
        surplusSeen();
        drop(connection);
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
