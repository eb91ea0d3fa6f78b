package io.chirograph.gateway.attempts;

import io.chirograph.gateway.dialect.ResponseObserver;
import io.chirograph.gateway.http.Reservation;
import io.chirograph.gateway.upstream.UpstreamResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Holds the start of a response back until its first output, so that an error before that can be made good.
/// Of a stream at most [#MOST_EVENTS] events and [#MOST_BYTES] bytes, and no more than there is memory for; of any
/// other
/// body the first bytes.
public final class StartBuffer {
    static final int MOST_EVENTS = 64;
    static final int MOST_BYTES = 256 * 1024;
    private static final int PIECE = 16 * 1024;

    private StartBuffer() {}

    /// Reads from a response, waiting.
    @FunctionalInterface
    public interface Reading {
        int read(byte[] buffer) throws IOException;
    }

    /// A response whose start was looked at. It gives every byte from the first on, and fails where it failed.
    /// @param failure null where its start is good, or nothing can be made good
    public record Begun(UpstreamResponse response, @Nullable Failure failure) {}

    /// Reads the start of a response.
    /// @param judge a fresh reader of this response, used for its start alone
    public static Begun begin(UpstreamResponse response, ResponseObserver judge, Reading from, Reservation memory) {
        var start = new ByteArrayOutputStream();
        byte[] piece = new byte[PIECE];
        Failure failure = null;
        IOException broken = null;
        long held = 0;
        boolean open = true;
        try {
            while (open && start.size() < MOST_BYTES && memory.grow(2L * PIECE)) {
                held += 2L * PIECE;
                int n = from.read(piece);
                if (n > 0) {
                    start.write(piece, 0, n);
                    judge.feed(piece, 0, n);
                    String error = judge.failed();
                    failure = error == null || judge.hasOutput() ? null : Failure.said(error, response);
                }
                open = n >= 0
                        && judge.failed() == null
                        && judge.isStream()
                        && !judge.hasOutput()
                        && judge.events() < MOST_EVENTS;
            }
        } catch (IOException e) {
            broken = e;
            failure = Failure.broken(e instanceof SocketTimeoutException, response);
        }
        return new Begun(new Replayed(response, start.toByteArray(), broken, held, memory), failure);
    }

    /// A response of which some bytes were read already.
    private static final class Replayed extends UpstreamResponse {
        private final UpstreamResponse rest;
        private final byte[] start;
        private final @Nullable IOException broken;
        private final Reservation memory;
        private long held;
        private int given;

        Replayed(UpstreamResponse rest, byte[] start, @Nullable IOException broken, long held, Reservation memory) {
            super(rest.status(), rest.headers(), rest.hasBody(), rest.length());
            this.rest = rest;
            this.start = start;
            this.broken = broken;
            this.held = held;
            this.memory = memory;
        }

        @Override
        public boolean ready() throws IOException {
            return given < start.length || broken != null || rest.ready();
        }

        @Override
        public int read(byte[] buffer) throws IOException {
            int n = Math.min(buffer.length, start.length - given);
            if (n > 0) {
                System.arraycopy(start, given, buffer, 0, n);
                given += n;
                return n;
            }
            giveBack();
            if (broken != null) {
                throw broken;
            }
            return rest.read(buffer);
        }

        private void giveBack() {
            memory.giveBack(held);
            held = 0;
        }

        @Override
        public @Nullable UUID original() {
            return rest.original();
        }

        @Override
        public boolean surplus() {
            return rest.surplus();
        }

        @Override
        public void endWithin(Duration time) {
            rest.endWithin(time);
        }

        @Override
        public void close() {
            giveBack();
            rest.close();
        }
    }
}
