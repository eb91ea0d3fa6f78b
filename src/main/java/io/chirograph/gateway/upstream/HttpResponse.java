package io.chirograph.gateway.upstream;

import io.chirograph.gateway.http.Duplex;
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

/// A response over a pooled connection, which is given back once the response was read whole.
final class HttpResponse extends UpstreamResponse {
    private final UpstreamConnections connections;
    private final UpstreamConnection connection;
    private final boolean reusable;
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
        super(response.getCode(), headers(response), body, length(response));
        this.connections = connections;
        this.connection = connection;
        this.reusable = reusable;
        this.wait = idleTimeout;
        this.content =
                body && response.getEntity() != null ? response.getEntity().getContent() : null;
        this.whole = content == null;
    }

    private static Headers headers(ClassicHttpResponse response) {
        var headers = new Headers();
        for (Header header : response.getHeaders()) {
            headers.add(header.getName(), header.getValue() == null ? "" : header.getValue());
        }
        return headers;
    }

    private static long length(ClassicHttpResponse response) {
        boolean chunked = response.getFirstHeader("transfer-encoding") != null;
        Header declared = response.getFirstHeader("content-length");
        try {
            return chunked || declared == null || declared.getValue() == null
                    ? -1
                    : Long.parseLong(declared.getValue().strip());
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    @Override
    public boolean ready() throws IOException {
        return connection.http.isDataAvailable(Timeout.ONE_MILLISECOND);
    }

    @Override
    public @Nullable Duplex duplex() {
        return status() == HttpUpstream.SWITCHED ? connection.duplex() : null;
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
    public boolean surplus() {
        if (whole && !surplus && !released.get()) {
            surplus = connection.unasked() == UpstreamConnection.Unasked.BYTES;
        }
        return surplus;
    }

    @Override
    public void close() {
        if (!released.compareAndSet(false, true)) {
            return;
        }
        if (surplus) {
            connections.dropSurplus(connection);
        } else if (whole && reusable && connection.http.isOpen()) {
            connections.giveBack(connection);
        } else {
            connections.drop(connection);
        }
    }
}
