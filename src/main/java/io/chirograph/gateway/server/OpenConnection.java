package io.chirograph.gateway.server;

import io.chirograph.gateway.http.Reservation;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// One client connection from accept to close: its memory, its deadline, whether it may be evicted.
/// [#isOverdue] and the state are thread-safe; the rest belongs to the thread that serves the connection.
final class OpenConnection {
    private enum State {
        /// No request is being answered; it may be evicted.
        WAITING,
        BUSY,
        CLOSING
    }

    private final AtomicReference<State> state = new AtomicReference<>(State.WAITING);
    final SocketChannel channel;
    final Reservation memory;
    final long number;
    private final long cost;
    private final long since = System.nanoTime();
    private volatile long place;
    private volatile boolean authenticated;
    private volatile boolean timed;
    private volatile long deadline;
    private volatile boolean late;
    private @Nullable RequestHead head;
    private boolean refused;

    /// @param number of the order of arrival
    /// @param cost what it takes of `memory` as long as it is open
    OpenConnection(SocketChannel channel, Reservation memory, long number, long cost) {
        this.channel = channel;
        this.memory = memory;
        this.number = number;
        this.cost = cost;
        this.place = number;
    }

    /// How long it has been open, in nanoseconds.
    long age() {
        return System.nanoTime() - since;
    }

    /// Its position among waiting connections; the lowest is evicted first.
    long place() {
        return place;
    }

    void place(long next) {
        place = next;
    }

    /// Whether a request on it had a valid credential.
    boolean isAuthenticated() {
        return authenticated;
    }

    void authenticated() {
        authenticated = true;
    }

    /// Begins to serve it; false when it is being closed for others.
    boolean begin() {
        return state.get() == State.BUSY || state.compareAndSet(State.WAITING, State.BUSY);
    }

    void await() {
        state.compareAndSet(State.BUSY, State.WAITING);
    }

    /// Claims it for closing; false when it is being served.
    boolean close() {
        return state.compareAndSet(State.WAITING, State.CLOSING);
    }

    boolean isWaiting() {
        return state.get() == State.WAITING;
    }

    void served() {
        memory.shrink(cost);
    }

    /// Gives everything back, once and for all.
    void gone() {
        memory.release();
    }

    /// From here on it has `nanos` to go on.
    void within(long nanos) {
        deadline = System.nanoTime() + nanos;
        timed = true;
    }

    void untimed() {
        timed = false;
    }

    boolean isTimed() {
        return timed;
    }

    boolean isOverdue(long now) {
        return timed && now - deadline > 0;
    }

    /// Ends its input because it comes too slowly; the reader sees the end at once.
    void cutInput() throws IOException {
        late = true;
        channel.shutdownInput();
    }

    boolean isLate() {
        return late;
    }

    /// The head that is being read; null between requests.
    @Nullable
    RequestHead head() {
        return head;
    }

    void head(@Nullable RequestHead next) {
        head = next;
    }

    /// Whether it was refused before its request was read, so that what still comes is dropped.
    boolean isRefused() {
        return refused;
    }

    void refused() {
        refused = true;
    }
}
