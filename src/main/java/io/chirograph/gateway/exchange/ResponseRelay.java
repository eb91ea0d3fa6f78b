package io.chirograph.gateway.exchange;

import io.chirograph.content.capture.ResponseCapture;
import io.chirograph.gateway.call.Call;
import io.chirograph.gateway.dialect.ResponseObserver;
import io.chirograph.gateway.http.HeaderRules;
import io.chirograph.gateway.http.Headers;
import io.chirograph.gateway.server.ClientConnection;
import io.chirograph.gateway.tenancy.OwnershipRecorder;
import io.chirograph.gateway.upstream.UpstreamResponse;
import io.chirograph.recording.RecordingUnavailable;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketTimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Streams one provider's response to its caller and holds back its end. One thread.
/// @param capture keeps the content; null where policy keeps none
record ResponseRelay(
        Call call,
        UpstreamResponse from,
        ResponseObserver reader,
        ExchangeStats tally,
        @Nullable ResponseCapture capture,
        OwnershipRecorder learner,
        Follower follower,
        ClientConnection client,
        WaitClock clock,
        ClientProbe probe,
        HeldEnd held) {
    private static final Logger log = LoggerFactory.getLogger(ResponseRelay.class);
    private static final int BUFFER = 16 * 1024;

    /// Relays all but the end, which waits for [#release].
    /// @param rewriting of the URLs in it; null for none
    /// @throws ClientGone the caller's side failed
    /// @throws HeadTooLarge nothing was released
    /// @throws ContentLost content cannot be kept
    /// @throws Unfollowed what the response brings cannot be recorded
    /// @throws IOException the provider's side failed
    void run(@Nullable Rewriting rewriting) throws IOException {
        if (rewriting != null && rewriting.wantsBody(from)) {
            rewrite(rewriting);
            return;
        }
        head(rewriting, from.length());
        if (from.hasBody() && from.length() != 0) {
            if (!from.ready()) {
                flush();
            }
            stream();
        }
    }

    /// Receives the body before the head goes back, for its URLs may have to lead elsewhere. A body that turns out
    /// to be too long for that goes back as it comes.
    private void rewrite(Rewriting rewriting) throws IOException {
        var all = new ByteArrayOutputStream();
        byte[] buffer = new byte[BUFFER];
        int n = read(buffer);
        while (n >= 0 && all.size() + n <= Rewriting.MOST && client.memory().grow(3L * n)) { // copies too
            take(buffer, n);
            all.write(buffer, 0, n);
            n = read(buffer);
        }
        byte[] body = all.toByteArray();
        if (n >= 0) {
            head(rewriting, from.length());
            write(body, body.length);
            take(buffer, n);
            write(buffer, n);
            flush();
            stream();
            return;
        }
        byte[] changed = rewriting.body(body, from.headers().first("content-encoding"));
        byte[] back = changed == null ? body : changed;
        head(rewriting, back.length);
        held.hold(back, 0, back.length);
    }

    /// How many of the newest bytes must be held.
    private long take(byte[] buffer, int length) throws ContentLost, Unfollowed {
        tally.received(buffer, length);
        keep(buffer, length);
        follow(buffer, length);
        learner.received(buffer, length);
        return reader.feed(buffer, 0, length);
    }

    private void follow(byte[] buffer, int length) throws Unfollowed {
        try {
            follower.received(buffer, length);
        } catch (IOException | RecordingUnavailable e) {
            throw new Unfollowed(e);
        }
    }

    private void keep(byte[] buffer, int length) throws ContentLost {
        if (capture != null) {
            tally.mark();
            long before = System.nanoTime();
            try {
                capture.received(buffer, length);
            } catch (IOException e) {
                throw new ContentLost(e);
            } finally {
                clock.since(before);
            }
        }
    }

    /// @param length of the body that goes back; -1 where only its end tells
    private void head(@Nullable Rewriting rewriting, long length) throws HeadTooLarge {
        Headers headers = from.headers();
        var back = new Headers();
        for (int i = 0; i < headers.size(); i++) {
            String name = headers.name(i);
            if (HeaderRules.returns(name) && !headers.namedByConnection(name)) {
                String value = rewriting == null ? headers.value(i) : rewriting.header(name, headers.value(i));
                if (value != null) {
                    back.add(name, value);
                }
            }
        }
        if (!client.hasRoomFor(back)) {
            throw new HeadTooLarge();
        }
        client.response().setStatus(from.status());
        for (int i = 0; i < back.size(); i++) {
            client.addHeader(back.name(i), back.value(i));
        }
        client.headComes();
        if (rewriting != null) {
            tally.returned(rewriting.returned());
        }
        if (length >= 0) {
            client.setLength(length);
        }
    }

    private void stream() throws IOException {
        byte[] buffer = new byte[from.length() < 0 ? BUFFER : (int) Math.min(from.length(), BUFFER)];
        boolean ended = false;
        for (int n = read(buffer); n >= 0; n = read(buffer)) {
            long waiting = take(buffer, n);
            if (tally.received() == from.length()) {
                waiting = Math.max(waiting, n);
            }
            pass(held.keep(Math.max(0, waiting - n)));
            int free = (int) Math.max(0, n - waiting);
            if (free > 0) {
                write(buffer, free);
                flush();
            }
            if (free < n) {
                pass(held.hold(buffer, free, n - free));
            }
            if (!ended && reader.ended()) {
                ended = true;
                from.endWithin(call.provider().settings().endTimeout());
            }
        }
    }

    private void pass(byte[] bytes) throws ClientGone {
        if (bytes.length > 0) {
            write(bytes, bytes.length);
            flush();
        }
    }

    private int read(byte[] buffer) throws IOException {
        probe.begin();
        try {
            return from.read(buffer);
        } finally {
            clock.since(probe.end());
        }
    }

    private void write(byte[] bytes, int length) throws ClientGone {
        long before = System.nanoTime();
        try {
            client.response().getOutputStream().write(bytes, 0, length);
            tally.released(length);
        } catch (IOException e) {
            throw new ClientGone(e);
        } finally {
            clock.since(before);
        }
    }

    private void flush() throws ClientGone {
        long before = System.nanoTime();
        try {
            client.response().flushBuffer();
            tally.flushed();
        } catch (IOException e) {
            throw new ClientGone(e);
        } finally {
            clock.since(before);
        }
    }

    /// Gives the caller the end of its response. The call is recorded; a caller that has gone by now changes
    /// nothing.
    void release() {
        try {
            if (from.hasBody()) {
                held.writeTo(client.response().getOutputStream());
            }
            client.response().getOutputStream().close();
        } catch (IOException e) {
            log.debug("the caller closed the connection before the end of its answer", e);
        }
    }

    /// The caller's side of the connection failed.
    static final class ClientGone extends IOException {
        ClientGone(IOException cause) {
            super(cause);
        }

        /// A write that took too long is one of a caller that reads nothing.
        String reason() {
            Throwable cause = getCause();
            while (cause != null && !(cause instanceof SocketTimeoutException)) {
                cause = cause.getCause();
            }
            return cause == null ? "client-closed" : "client-stalled";
        }
    }

    /// Content that policy keeps could not be kept.
    static final class ContentLost extends IOException {
        ContentLost(IOException cause) {
            super(cause);
        }
    }

    /// What the response brings could not be recorded.
    static final class Unfollowed extends IOException {
        Unfollowed(Exception cause) {
            super(cause);
        }
    }

    /// The head of a response has no room in the connection to the caller. Found before anything is released.
    static final class HeadTooLarge extends IOException {}
}
