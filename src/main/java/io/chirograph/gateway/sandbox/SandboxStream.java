package io.chirograph.gateway.sandbox;

import io.chirograph.gateway.http.Headers;
import io.chirograph.gateway.upstream.UpstreamResponse;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// A response of the sandbox on its way; each read gives at most one piece. A slow one waits before each
/// piece.
final class SandboxStream extends UpstreamResponse {
    private final SandboxResponse response;
    private final Duration pause;
    private final Duration idleTimeout;
    private final CountDownLatch cancelled = new CountDownLatch(1);
    private int piece;
    private int position;

    SandboxStream(SandboxResponse response, boolean hasBody, Duration pause, Duration idleTimeout) {
        super(
                response.status(),
                headers(response),
                hasBody,
                response.streamed() ? -1 : response.pieces().getFirst().length);
        this.response = response;
        this.pause = pause;
        this.idleTimeout = idleTimeout;
    }

    private static Headers headers(SandboxResponse response) {
        var headers = new Headers();
        headers.add("content-type", response.contentType());
        if (response.streamed()) {
            headers.add("cache-control", "no-cache");
        }
        headers.add("x-request-id", "sandbox");
        return headers;
    }

    @Override
    public boolean ready() {
        return hasBody() && piece < response.pieces().size() && (!response.slow() || position > 0);
    }

    @Override
    public int read(byte[] buffer) throws IOException {
        if (!hasBody() || piece == response.pieces().size()) {
            return -1;
        }
        if (position == 0 && response.slow()) {
            pause();
        }
        if (cancelled.getCount() == 0) {
            throw new IOException("the sandbox's answer was cancelled");
        }
        byte[] bytes = response.pieces().get(piece);
        int count = Math.min(buffer.length, bytes.length - position);
        System.arraycopy(bytes, position, buffer, 0, count);
        position += count;
        if (position == bytes.length) {
            piece++;
            position = 0;
        }
        return count;
    }

    private void pause() throws IOException {
        boolean tooLong = pause.compareTo(idleTimeout) > 0;
        try {
            boolean ended = cancelled.await((tooLong ? idleTimeout : pause).toMillis(), TimeUnit.MILLISECONDS);
            if (tooLong && !ended) {
                throw new SocketTimeoutException("the sandbox paused longer than " + idleTimeout);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while the sandbox paused");
        }
    }

    void cancel() {
        cancelled.countDown();
    }

    @Override
    public void close() {
        cancel();
    }
}
