package io.chirograph.gateway.upstream;

import io.chirograph.gateway.http.Headers;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/// An answer that came over a connection, which goes back to the others once the answer was read whole.
final class HttpResponse implements UpstreamResponse {
    private final UpstreamConnections connections;
    private final UpstreamConnection connection;
    private final Headers headers = new Headers();
    private final int status;
    private final boolean body;
    private final boolean reusable;
    private final long length;
    private final @Nullable InputStream content;
    private final AtomicBoolean released = new AtomicBoolean();
    private final Duration wait;
    private boolean ending;
    private long endBy;
    private boolean whole;
    private boolean surplus;

    HttpResponse(
            UpstreamConnections connections,
            UpstreamConnection connection,
            ClassicHttpResponse response,
            boolean body,
            boolean reusable,
            Duration idleTimeout)
            throws IOException {
        this.connections = connections;
        this.connection = connection;
        this.status = response.getCode();
        this.body = body;
        this.reusable = reusable;
        this.wait = idleTimeout;
        for (Header header : response.getHeaders()) {
            headers.add(header.getName(), header.getValue() == null ? "" : header.getValue());
        }
        boolean chunked = headers.first("transfer-encoding") != null;
        this.length = chunked ? -1 : declared(headers.first("content-length"));
        this.content =
                body && response.getEntity() != null ? response.getEntity().getContent() : null;
        this.whole = content == null;
    }

    private static long declared(@Nullable String value) {
        try {
            return value == null ? -1 : Long.parseLong(value.strip());
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    @Override
    public int status() {
        return status;
    }

    @Override
    public Headers headers() {
        return headers;
    }

    @Override
    public boolean hasBody() {
        return body;
    }

    @Override
    public long length() {
        return length;
    }

    @Override
    public boolean ready() throws IOException {
        return connection.http().isDataAvailable(Timeout.ONE_MILLISECOND);
    }

    @Override
    public void endWithin(Duration time) {
        ending = true;
        endBy = System.nanoTime() + time.toNanos();
    }

    @Override
    public int read(byte[] buffer) throws IOException {
        if (content == null) {
            return -1;
        }
        if (ending && endBy - System.nanoTime() <= 0) {
            throw new SocketTimeoutException("the body did not end in time");
        }
        connection.expect(ending ? Duration.ofNanos(endBy - System.nanoTime()) : wait);
        try {
            int n = content.read(buffer, 0, buffer.length);
            whole |= n < 0;
            return n;
        } catch (IOException e) {
            throw connection.told(e);
        } finally {
            connection.arrived();
        }
    }

    @Override
    public void close() {
        if (released.compareAndSet(false, true)) {
            release();
        }
    }

    @Override
    public boolean surplus() {
        if (whole && !surplus && !released.get()) {
            surplus = connection.unasked() == UpstreamConnection.Unasked.BYTES;
        }
        return surplus;
    }

    private void release() {
        if (surplus) {
            connections.dropSurplus(connection);
        } else if (whole && reusable && connection.http().isOpen()) {
            connections.giveBack(connection);
        } else {
            connections.drop(connection);
        }
    }
}
