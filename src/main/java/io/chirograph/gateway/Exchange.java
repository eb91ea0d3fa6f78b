package io.chirograph.gateway;

import io.chirograph.event.Outcome;
import io.chirograph.gateway.dialect.AnswerReader;
import io.chirograph.recording.Recorder;
import io.chirograph.recording.RecordingUnavailable;
import io.chirograph.switches.Thrown;
import io.chirograph.web.ErrorCode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One recorded call on its way: sends the request, streams the answer back, and lets go of the answer's end
/// only when the *completed* event is durable. Its *started* event is durable before this runs.
final class Exchange {
    private static final Logger log = LoggerFactory.getLogger(Exchange.class);
    private static final int BUFFER = 16 * 1024;

    private final Call call;
    private final List<String> models;
    private final @Nullable ReceivedBody body;
    private final Client client;
    private final Recorder recorder;
    private final Learner learner;
    private final ExternalUrl external;
    private final UpstreamWait wait;
    private final long begun = System.nanoTime();
    private final AtomicReference<@Nullable Ending> ending = new AtomicReference<>();
    private volatile @Nullable Runnable cancel;
    private volatile boolean settled;

    /// @param models every name that the call's model has
    Exchange(
            Call call,
            List<String> models,
            @Nullable ReceivedBody body,
            Client client,
            Recorder recorder,
            Learner learner,
            ExternalUrl external,
            UpstreamWait wait) {
        this.call = call;
        this.models = models;
        this.body = body;
        this.client = client;
        this.recorder = recorder;
        this.learner = learner;
        this.external = external;
        this.wait = wait;
    }

    /// How long it has been under way.
    Duration age() {
        return Duration.ofNanos(System.nanoTime() - begun);
    }

    /// Runs the exchange to its end and answers how it ended. Whatever happens, the call is recorded as ended.
    Outcome run() throws IOException {
        var tally = new Tally(call);
        try {
            return run(tally);
        } catch (RuntimeException e) {
            // Where it failed, and not its message: that may quote what a peer sent.
            var where = new IllegalStateException(e.getClass().getName());
            where.setStackTrace(e.getStackTrace());
            log.error("an exchange failed inside the gateway", where);
            if (!settled) {
                settled = true;
                complete(tally, Outcome.INTERRUPTED, "internal-error");
            }
            client.reset();
            return Outcome.INTERRUPTED;
        }
    }

    private Outcome run(Tally tally) throws IOException {
        UpstreamAnswer answer;
        wait.begin();
        try {
            answer = call.provider()
                    .upstream()
                    .send(new UpstreamRequest(
                            call.request().method(),
                            call.request().target().path(),
                            call.request().target().query(),
                            call.forwarded(),
                            body,
                            call.route().firstByteTimeout(),
                            call.route().idleTimeout(),
                            this::cancelWith));
        } catch (UpstreamException e) {
            wait.end();
            return unanswered(tally, e);
        } catch (RuntimeException e) {
            wait.end();
            throw e;
        }
        wait.end();
        try (answer;
                learner;
                AnswerReader reader =
                        call.provider().dialect().answer(call.operation(), answer.status(), answer.headers()::first)) {
            tally.head(answer);
            learner.head(answer);
            return relay(answer, reader, tally);
        }
    }

    private Outcome relay(UpstreamAnswer answer, AnswerReader reader, Tally tally) throws IOException {
        var held = new HeldEnd(client.memory());
        try {
            Rewriting rewriting = Rewriting.of(call, answer, external, client);
            if (rewriting != null && rewriting.wantsBody(answer)) {
                rewrite(answer, reader, tally, held, rewriting);
            } else {
                head(answer, tally, rewriting, answer.length());
                if (answer.hasBody() && answer.length() != 0) {
                    if (!answer.ready()) {
                        flush(tally);
                    }
                    stream(answer, reader, tally, held);
                }
            }
        } catch (ClientGone e) {
            log.debug("the caller closed the connection", e);
            return cut(tally, reader, Outcome.CLIENT_DISCONNECTED, e.reason());
        } catch (HeadTooLarge e) {
            return unanswered(
                    tally,
                    new UpstreamException(
                            ErrorCode.ANSWER_HEAD_TOO_LARGE, "the head of its answer is too large to be passed on", e));
        } catch (IOException e) {
            Ending why = ending.get();
            if (why != null) {
                return cut(tally, reader, why.outcome, why.reason);
            }
            boolean slow = e instanceof SocketTimeoutException;
            if (!reader.ended() || answer.length() >= 0) {
                return slow
                        ? cut(tally, reader, Outcome.TIMEOUT, reader.ended() ? "end-timeout" : "idle-timeout")
                        : cut(tally, reader, Outcome.PROVIDER_ERROR, "truncated");
            }
            // All that the dialect has to say is there; that the body was left open is said beside the outcome.
            tally.bodyLeftOpen();
        }
        if (tally.isBrokenOff(reader.facts())) {
            return cut(tally, reader, Outcome.PROVIDER_ERROR, "truncated");
        }
        try {
            learner.remember(reader.facts());
        } catch (IOException e) {
            log.error("whose an answer's ids are could not be kept; the answer is cut off", e);
            return cut(tally, reader, Outcome.INTERRUPTED, "state-unavailable");
        }
        settled = true;
        tally.surplus(answer.surplus());
        Tally.Verdict verdict = tally.verdict(reader.facts());
        // The commit point: nothing of the end below is released before this returns.
        if (!complete(tally, verdict.outcome(), verdict.reason())) {
            return Outcome.INTERRUPTED;
        }
        release(answer, held);
        return verdict.outcome();
    }

    /// Receives the body before the head goes back, for its URLs may have to lead elsewhere. A body that turns out
    /// to be too long for that goes back as it comes.
    private void rewrite(UpstreamAnswer answer, AnswerReader reader, Tally tally, HeldEnd held, Rewriting rewriting)
            throws IOException {
        var all = new ByteArrayOutputStream();
        byte[] buffer = new byte[BUFFER];
        int n = read(answer, buffer);
        while (n >= 0 && all.size() + n <= Rewriting.MOST && client.memory().grow(3L * n)) { // copies too
            take(buffer, n, reader, tally);
            all.write(buffer, 0, n);
            n = read(answer, buffer);
        }
        byte[] body = all.toByteArray();
        if (n >= 0) {
            head(answer, tally, rewriting, answer.length());
            write(body, body.length, tally);
            take(buffer, n, reader, tally);
            write(buffer, n, tally);
            flush(tally);
            stream(answer, reader, tally, held);
            return;
        }
        byte[] changed = rewriting.body(body, answer.headers().first("content-encoding"));
        byte[] back = changed == null ? body : changed;
        head(answer, tally, rewriting, back.length);
        held.hold(back, 0, back.length);
    }

    /// How many of the newest bytes must be held.
    private long take(byte[] buffer, int length, AnswerReader reader, Tally tally) {
        tally.received(buffer, length);
        learner.received(buffer, length);
        return reader.feed(buffer, 0, length);
    }

    /// @param length of the body that goes back; -1 where only its end tells
    private void head(UpstreamAnswer answer, Tally tally, @Nullable Rewriting rewriting, long length)
            throws HeadTooLarge {
        Headers headers = answer.headers();
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
        client.response().setStatus(answer.status());
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

    private void stream(UpstreamAnswer answer, AnswerReader reader, Tally tally, HeldEnd held) throws IOException {
        byte[] buffer = new byte[answer.length() < 0 ? BUFFER : (int) Math.min(answer.length(), BUFFER)];
        boolean ended = false;
        for (int n = read(answer, buffer); n >= 0; n = read(answer, buffer)) {
            long waiting = take(buffer, n, reader, tally);
            if (tally.received() == answer.length()) {
                waiting = Math.max(waiting, n);
            }
            pass(held.keep(Math.max(0, waiting - n)), tally);
            int free = (int) Math.max(0, n - waiting);
            if (free > 0) {
                write(buffer, free, tally);
                flush(tally);
            }
            if (free < n) {
                pass(held.hold(buffer, free, n - free), tally);
            }
            if (!ended && reader.ended()) {
                ended = true;
                answer.endWithin(call.provider().settings().endTimeout());
            }
        }
    }

    private void pass(byte[] bytes, Tally tally) throws ClientGone {
        if (bytes.length > 0) {
            write(bytes, bytes.length, tally);
            flush(tally);
        }
    }

    private int read(UpstreamAnswer answer, byte[] buffer) throws IOException {
        wait.begin();
        try {
            return answer.read(buffer);
        } finally {
            wait.end();
        }
    }

    private void write(byte[] bytes, int length, Tally tally) throws ClientGone {
        long before = System.nanoTime();
        try {
            client.response().getOutputStream().write(bytes, 0, length);
            tally.released(length);
        } catch (IOException e) {
            throw new ClientGone(e);
        } finally {
            wait.client(System.nanoTime() - before);
        }
    }

    private void flush(Tally tally) throws ClientGone {
        long before = System.nanoTime();
        try {
            client.response().flushBuffer();
            tally.flushed();
        } catch (IOException e) {
            throw new ClientGone(e);
        } finally {
            wait.client(System.nanoTime() - before);
        }
    }

    /// Gives the caller the end of its answer. The call is recorded; a caller that has gone by now changes
    /// nothing.
    private void release(UpstreamAnswer answer, HeldEnd held) {
        try {
            if (answer.hasBody()) {
                held.writeTo(client.response().getOutputStream());
            }
            client.response().getOutputStream().close();
        } catch (IOException e) {
            log.debug("the caller closed the connection before the end of its answer", e);
        }
    }

    /// Records an answer that broke off, and makes sure that the caller cannot take it for whole.
    private Outcome cut(Tally tally, AnswerReader reader, Outcome outcome, String reason) {
        settled = true;
        tally.facts(reader.facts());
        try {
            // The provider may keep what broke off here, and the caller may have seen its id.
            learner.remember(reader.facts());
        } catch (IOException e) {
            log.warn("whose the ids of an answer that broke off are could not be kept: {}", e.getMessage());
        }
        complete(tally, outcome, reason);
        client.reset();
        return outcome;
    }

    private Outcome unanswered(Tally tally, UpstreamException e) throws IOException {
        settled = true;
        Ending why = ending.get();
        if (why != null) {
            complete(tally, why.outcome, why.reason);
            client.reset();
            return why.outcome;
        }
        Outcome outcome = e.isSlow() ? Outcome.TIMEOUT : Outcome.PROVIDER_ERROR;
        var secrets = new SentSecrets(call.forwarded(), call.request().target().query());
        log.warn("provider {} did not answer: {}", call.provider().name(), secrets.hide(e.getMessage()));
        if (complete(tally, outcome, e.code().code())) {
            ErrorAnswers.unanswered(call, client, e);
        }
        return outcome;
    }

    /// Makes the completed event durable; when that fails the caller's connection is reset and the answer is
    /// false.
    private boolean complete(Tally tally, Outcome outcome, @Nullable String reason) {
        try {
            recorder.record(tally.completed(outcome, reason));
            return true;
        } catch (RecordingUnavailable e) {
            log.error("the end of a call could not be recorded; its answer is cut off", e);
            client.reset();
            return false;
        }
    }

    private void cancelWith(Runnable action) {
        cancel = action;
        if (ending.get() != null) {
            action.run();
        }
    }

    /// Looks whether the caller is still there, if this exchange has been silent for a while; called by the
    /// watch.
    void lookForHangUp(long silentNanos) {
        if (!settled) {
            wait.whileWaiting(silentNanos, () -> {
                if (client.gone()) {
                    end(Ending.HUNG_UP);
                }
            });
        }
    }

    /// Ends this exchange because the process stops; it is recorded as interrupted.
    void interrupt() {
        end(Ending.SHUTDOWN);
    }

    /// Whether a switch stops such calls.
    boolean isStoppedBy(Thrown thrown) {
        return thrown.stops(call.provider().name(), call.verified("tenant"), call.verified("keyId"), models);
    }

    /// Ends this exchange because an administrator wants it; it is recorded as interrupted.
    void switchOff() {
        end(Ending.SWITCHED_OFF);
    }

    private void end(Ending why) {
        if (!settled && ending.compareAndSet(null, why)) {
            Runnable action = cancel;
            if (action != null) {
                action.run();
            }
        }
    }

    /// Why somebody other than the two peers ended an exchange.
    private enum Ending {
        HUNG_UP(Outcome.CLIENT_DISCONNECTED, "client-closed"),
        SHUTDOWN(Outcome.INTERRUPTED, "shutdown"),
        SWITCHED_OFF(Outcome.INTERRUPTED, "switched-off");

        private final Outcome outcome;
        private final String reason;

        Ending(Outcome outcome, String reason) {
            this.outcome = outcome;
            this.reason = reason;
        }
    }

    /// The caller's side of the connection failed.
    private static final class ClientGone extends IOException {
        private static final long serialVersionUID = 1L;

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

    /// The head of an answer has no room in the connection to the caller. Found before anything is released.
    private static final class HeadTooLarge extends IOException {
        private static final long serialVersionUID = 1L;
    }
}
