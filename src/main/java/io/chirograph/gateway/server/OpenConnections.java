package io.chirograph.gateway.server;

import io.chirograph.gateway.http.MemoryBudget;
import io.chirograph.gateway.http.Reservation;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The client connections of one port, bounded in number and memory. Thread-safe.
/// Where one more does not fit, waiting connections are evicted: those without a valid credential so far,
/// oldest first, then those idle longest. A connection that is being served is never evicted.
public final class OpenConnections {
    /// Evicted for one request at most.
    private static final int MOST_EVICTED = 64;

    /// A younger connection may have a request on its way; lack of memory does not evict it.
    private static final long YOUNG_NANOS = Duration.ofSeconds(1).toNanos();

    private final MemoryBudget memory;
    private final int most;
    private final long cost;
    private final ConcurrentHashMap<SocketChannel, OpenConnection> all = new ConcurrentHashMap<>();
    private final ConcurrentSkipListMap<Long, OpenConnection> strangers = new ConcurrentSkipListMap<>();
    private final ConcurrentSkipListMap<Long, OpenConnection> idle = new ConcurrentSkipListMap<>();
    private final AtomicLong numbers = new AtomicLong();
    private final AtomicLong evicted = new AtomicLong();
    private final AtomicLong turnedAway = new AtomicLong();
    private volatile Consumer<SocketChannel> closer = channel -> {};

    /// @param most connections at once
    /// @param cost what one takes of `memory` before anything came over it
    public OpenConnections(MemoryBudget memory, int most, long cost) {
        this.memory = memory;
        this.most = most;
        this.cost = cost;
    }

    /// @param close closes an evicted connection on a thread that serves it
    void closeWith(Consumer<SocketChannel> close) {
        closer = close;
    }

    /// Lets a new connection in; false when all are being served.
    boolean admit(SocketChannel channel) {
        var reservation = new Reservation(memory, memory.spare());
        if ((all.size() >= most && !evict(strangers, 0) && !evict(idle, 0)) || !take(reservation, cost, 0, true)) {
            turnedAway.incrementAndGet();
            return false;
        }
        var connection = new OpenConnection(channel, reservation, numbers.getAndIncrement(), cost);
        all.put(channel, connection);
        strangers.put(connection.place(), connection);
        return true;
    }

    /// Takes memory for a connection's request, evicting those without a valid credential.
    /// @param spare what must stay free for others
    boolean grow(OpenConnection connection, long bytes, long spare) {
        return take(connection.memory, bytes, spare, false);
    }

    private boolean take(Reservation reservation, long bytes, long spare, boolean alsoFromIdle) {
        for (int i = 0; i < MOST_EVICTED; i++) {
            if (reservation.grow(bytes, spare)) {
                return true;
            }
            if (!evict(strangers, YOUNG_NANOS) && !(alsoFromIdle && evict(idle, YOUNG_NANOS))) {
                return false;
            }
        }
        return false;
    }

    private boolean evict(ConcurrentSkipListMap<Long, OpenConnection> from, long youngest) {
        for (var first = from.firstEntry(); first != null; first = from.firstEntry()) {
            OpenConnection connection = first.getValue();
            if (connection.age() < youngest) {
                return false;
            }
            if (from.remove(first.getKey(), connection) && connection.close()) {
                evicted.incrementAndGet();
                all.remove(connection.channel);
                connection.gone();
                closer.accept(connection.channel);
                return true;
            }
        }
        return false;
    }

    /// The connection of this channel; null when it is closed or being closed for others.
    @Nullable
    OpenConnection of(SocketChannel channel) {
        return all.get(channel);
    }

    /// Begins to serve it; false when it is being closed for others.
    boolean begin(OpenConnection connection) {
        boolean begun = connection.begin();
        strangers.remove(connection.place(), connection);
        idle.remove(connection.place(), connection);
        return begun;
    }

    /// It waits for its next bytes.
    void await(OpenConnection connection) {
        boolean known = connection.isAuthenticated();
        connection.place(known ? numbers.getAndIncrement() : connection.number);
        connection.await();
        (known ? idle : strangers).put(connection.place(), connection);
        if (!all.containsKey(connection.channel)) {
            forget(connection);
        }
    }

    /// It was closed.
    void gone(SocketChannel channel) {
        OpenConnection connection = all.remove(channel);
        if (connection != null) {
            forget(connection);
            connection.gone();
        }
    }

    private void forget(OpenConnection connection) {
        strangers.remove(connection.place(), connection);
        idle.remove(connection.place(), connection);
    }

    Collection<OpenConnection> all() {
        return all.values();
    }

    public int count() {
        return all.size();
    }

    /// How many were evicted.
    public long evicted() {
        return evicted.get();
    }

    /// How many were refused because all others were being served.
    public long turnedAway() {
        return turnedAway.get();
    }

    public MemoryBudget memory() {
        return memory;
    }
}
