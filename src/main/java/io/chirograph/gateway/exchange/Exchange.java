package io.chirograph.gateway.exchange;

import io.chirograph.content.capture.CapturedContent;
import io.chirograph.content.capture.ResponseCapture;
import io.chirograph.event.facts.CallAttempted;
import io.chirograph.event.value.ContentPart;
import io.chirograph.event.value.ModelResponse;
import io.chirograph.event.value.Outcome;
import io.chirograph.gateway.attempts.FailedAnswer;
import io.chirograph.gateway.attempts.Failure;
import io.chirograph.gateway.attempts.StartBuffer;
import io.chirograph.gateway.attempts.Way;
import io.chirograph.gateway.call.Call;
import io.chirograph.gateway.call.ErrorResponses;
import io.chirograph.gateway.call.SentSecrets;
import io.chirograph.gateway.dialect.End;
import io.chirograph.gateway.dialect.RequestFacts;
import io.chirograph.gateway.dialect.ResponseFacts;
import io.chirograph.gateway.dialect.ResponseObserver;
import io.chirograph.gateway.dialect.offers.OfferedList;
import io.chirograph.gateway.http.ExternalUrl;
import io.chirograph.gateway.refusal.Refusal;
import io.chirograph.gateway.server.ClientConnection;
import io.chirograph.gateway.tenancy.OwnershipRecorder;
import io.chirograph.gateway.tenancy.TenantIsolation;
import io.chirograph.gateway.upstream.UpstreamException;
import io.chirograph.gateway.upstream.UpstreamRequest;
import io.chirograph.gateway.upstream.UpstreamResponse;
import io.chirograph.recording.Recorder;
import io.chirograph.recording.RecordingUnavailable;
import io.chirograph.switches.ActiveSwitch;
import io.chirograph.web.ErrorCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One recorded call on its way: sends the request, relays the response, records the end.
/// Its *started* event is durable before this runs. The end of the response is released only when the
/// *completed* event is durable.
public final class Exchange implements OpenExchange {
    private static final Logger log = LoggerFactory.getLogger(Exchange.class);

    private final Way way;
    private final RequestFacts facts;
    private final Charge charge;
    private final ClientConnection client;
    private final Recorder recorder;
    private final TenantIsolation tenancy;
    private final Offers offers;
    private final Follower follower;
    private final ExternalUrl external;
    private final WaitClock clock;
    private final ClientProbe probe = new ClientProbe();
    private final long begun = System.nanoTime();
    private final AtomicReference<@Nullable Ending> ending = new AtomicReference<>();
    private volatile Call call;
    private volatile List<String> models;
    private ExchangeStats tally;
    private OwnershipRecorder learner;
    private @Nullable ResponseCapture capture;
    private @Nullable Runnable cancel;
    private boolean contentLost;
    private boolean answered;
    private volatile boolean settled;

    public Exchange(
            Way way,
            RequestFacts facts,
            ClientConnection client,
            Recorder recorder,
            TenantIsolation tenancy,
            Offers offers,
            Follower follower,
            ExternalUrl external,
            WaitClock clock,
            Charge charge) {
        this.way = way;
        this.facts = facts;
        this.charge = charge;
        this.client = client;
        this.recorder = recorder;
        this.tenancy = tenancy;
        this.offers = offers;
        this.follower = follower;
        this.external = external;
        this.clock = clock;
        this.call = way.now().call();
        this.models = call.models(facts);
        this.tally = new ExchangeStats(way, charge, follower);
        this.learner = new OwnershipRecorder(tenancy, call, facts);
    }

    /// From here on everything is about the attempt that comes.
    private void renew() {
        call = way.now().call();
        models = call.models(facts);
        tally = new ExchangeStats(way, charge, follower);
        learner = new OwnershipRecorder(tenancy, call, facts);
    }

    /// What the response says of itself and what it cost, as it is recorded; nothing before the end.
    public ModelResponse said() {
        return tally.said();
    }

    @Override
    public Duration age() {
        return Duration.ofNanos(System.nanoTime() - begun);
    }

    /// Runs the exchange to its end and answers how it ended. Whatever happens, the call is recorded as ended.
    public Outcome run() throws IOException {
        try {
            return sendAndRelay();
        } catch (RuntimeException e) {
            // Where it failed, and not its message: that may quote what a peer sent.
            var where = new IllegalStateException(e.getClass().getName());
            where.setStackTrace(e.getStackTrace());
            log.error("an exchange failed inside the gateway", where);
            if (!answered) {
                settled = true;
                tally.kept(CapturedContent.NOTHING);
                complete(Outcome.INTERRUPTED, "internal-error");
            }
            client.reset();
            return Outcome.INTERRUPTED;
        }
    }

    /// One attempt: what came of it, and whether that is a failure which another attempt may cure.
    private record Tried(
            @Nullable UpstreamResponse response,
            @Nullable UpstreamException absent,
            @Nullable Failure failure) {}

    /// Sends, and sends again while that may help and nothing of an answer has gone to the caller. What the last
    /// attempt brought is the answer.
    private Outcome sendAndRelay() throws IOException {
        try {
            follower.begin();
        } catch (RecordingUnavailable e) {
            return unrecorded(
                    e, "lines-unrecorded", "The lines of the batch cannot be recorded now, so it was not sent.");
        } catch (IOException e) {
            log.error("a batch is not sent because its lines cannot be kept", e);
            var why = new RecordingUnavailable("the lines cannot be kept", Duration.ofSeconds(5), false, e);
            return unrecorded(
                    why, "state-unavailable", "The lines of the batch cannot be kept now, so it was not sent.");
        }
        Tried tried = attempt();
        while (tried.failure != null && ending.get() == null) {
            Way.Next next = after(tried.failure);
            if (next == null) {
                break;
            }
            if (tried.response != null) {
                drop(tried.response);
            }
            long before = System.nanoTime();
            pause(next.pause());
            if (ending.get() == null && !way.stands(next)) {
                end(Ending.SWITCHED_OFF);
            }
            Ending why = ending.get();
            if (why != null) {
                return ended(why);
            }
            CallAttempted again = way.go(next, tried.failure, Duration.ofNanos(System.nanoTime() - before));
            try {
                // The commit point of a further attempt: nothing of it leaves before this returns.
                recorder.record(again);
            } catch (RecordingUnavailable e) {
                return unrecorded(
                        e, "attempt-unrecorded", "A further attempt cannot be recorded now, so it was not made.");
            }
            renew();
            tried = attempt();
        }
        if (way.isLong()) {
            client.addHeader("Chirograph-Attempts", Integer.toString(way.attempts()));
        }
        return tried.response == null
                ? unanswered(Objects.requireNonNull(tried.absent, "an attempt brings one or the other"))
                : answered(tried.response);
    }

    private Way.@Nullable Next after(Failure failure) {
        try {
            return way.after(failure);
        } catch (IOException | UncheckedIOException e) {
            log.error("a call is not sent again because its received body cannot be read", e);
            return null;
        }
    }

    private Tried attempt() {
        Tried tried = tryOnce();
        way.tried(tried.failure, tried.response != null && tried.response.original() == null);
        return tried;
    }

    private Tried tryOnce() {
        UpstreamResponse response;
        try {
            response = send();
        } catch (UpstreamException e) {
            return new Tried(null, e, Failure.of(e));
        }
        Failure failure = Failure.of(response);
        if (failure != null || !way.goesOn() || response.status() / 100 != 2 || !response.hasBody()) {
            return new Tried(response, null, failure);
        }
        try (ResponseObserver judge = reader(response)) {
            UpstreamResponse open = response;
            StartBuffer.Begun begun = StartBuffer.begin(response, judge, buffer -> read(open, buffer), client.memory());
            return new Tried(begun.response(), null, begun.failure());
        }
    }

    private ResponseObserver reader(UpstreamResponse response) {
        return call.provider().dialect().response(call.operation(), response.status(), response.headers()::first);
    }

    private int read(UpstreamResponse response, byte[] buffer) throws IOException {
        probe.begin();
        try {
            return response.read(buffer);
        } finally {
            clock.since(probe.end());
        }
    }

    /// Lets a failed answer go; only then does nobody cancel it any more.
    private void drop(UpstreamResponse failed) {
        FailedAnswer.drop(failed, buffer -> read(failed, buffer), () -> ending.get() != null);
        synchronized (this) {
            cancel = null;
        }
    }

    /// Waits between two attempts; whoever ends the call ends the wait.
    private void pause(Duration wait) {
        if (wait.isZero()) {
            return;
        }
        var over = new CountDownLatch(1);
        cancelWith(over::countDown);
        probe.begin();
        try {
            boolean ended = over.await(wait.toNanos(), TimeUnit.NANOSECONDS);
            log.debug("a wait between two attempts is over: {}", ended ? "the call ends" : "time has passed");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            end(Ending.SHUTDOWN);
        } finally {
            clock.since(probe.end());
        }
        synchronized (this) {
            cancel = null;
        }
    }

    /// Ends a call between two attempts.
    private Outcome ended(Ending why) {
        settled = true;
        complete(why.outcome(), why.reason());
        client.reset();
        return why.outcome();
    }

    /// What comes next could not be recorded, so it was not done.
    private Outcome unrecorded(RecordingUnavailable e, String reason, String detail) throws IOException {
        settled = true;
        log.error("a call is not sent because that cannot be recorded ({}): {}", reason, e.getMessage());
        if (complete(Outcome.INTERRUPTED, reason)) {
            var refusal = new Refusal(ErrorCode.RECORDING_UNAVAILABLE, detail);
            ErrorResponses.refused(call.dialect(), call.id(), client, refusal.with(e.retryAfter()));
        }
        return Outcome.INTERRUPTED;
    }

    private Outcome answered(UpstreamResponse response) throws IOException {
        OwnershipRecorder learning = learner;
        try (response;
                learning;
                ResponseObserver reader = reader(response)) {
            tally.head(response);
            learner.head(response);
            follower.head(response);
            if (response.hasBody() && response.length() != 0 && call.kept().keeps(ContentPart.RESPONSE)) {
                try {
                    var secrets = new SentSecrets(
                            call.forwarded(), call.request().target().query());
                    capture = call.kept().response(tally.bodyHead(response), secrets.bytes());
                } catch (IOException e) {
                    return lost(reader, e);
                }
            }
            return relay(response, reader);
        } finally {
            ResponseCapture open = capture;
            if (open != null) {
                open.close();
            }
        }
    }

    private UpstreamResponse send() throws UpstreamException {
        probe.begin();
        try {
            return call.provider()
                    .upstream()
                    .send(new UpstreamRequest(
                            call.request().method(),
                            way.now().target().path(),
                            way.now().target().query(),
                            call.forwarded(),
                            way.now().body(),
                            call.route().firstByteTimeout(),
                            call.route().idleTimeout(),
                            this::cancelWith));
        } finally {
            clock.since(probe.end());
        }
    }

    private Outcome relay(UpstreamResponse response, ResponseObserver reader) throws IOException {
        var relay = new ResponseRelay(
                call,
                response,
                reader,
                tally,
                capture,
                learner,
                follower,
                client,
                clock,
                probe,
                new HeldEnd(client.memory()));
        try {
            relay.run(Rewriting.of(call, response, external, client, tenancy));
        } catch (ResponseRelay.ClientGone e) {
            log.debug("the caller closed the connection", e);
            return cut(reader, Outcome.CLIENT_DISCONNECTED, e.reason());
        } catch (ResponseRelay.HeadTooLarge e) {
            return unanswered(new UpstreamException(
                    ErrorCode.ANSWER_HEAD_TOO_LARGE,
                    "the head of its answer is too large to be passed on",
                    e,
                    CallAttempted.Before.WHOLE));
        } catch (ResponseRelay.ContentLost e) {
            return lost(reader, e);
        } catch (ResponseRelay.Unfollowed e) {
            return unfollowed(reader, e);
        } catch (IOException e) {
            Ending why = ending.get();
            if (why != null) {
                return cut(reader, why.outcome(), why.reason());
            }
            boolean slow = e instanceof SocketTimeoutException;
            if (!reader.ended() || response.length() >= 0) {
                return slow
                        ? cut(reader, Outcome.TIMEOUT, reader.ended() ? "end-timeout" : "idle-timeout")
                        : cut(reader, Outcome.PROVIDER_ERROR, "truncated");
            }
            // All that the dialect has to say is there; that the body was left open is said beside the outcome.
            tally.bodyLeftOpen();
        }
        if (tally.isBrokenOff(reader.facts())) {
            return cut(reader, Outcome.PROVIDER_ERROR, "truncated");
        }
        try {
            learner.remember(reader.facts());
        } catch (IOException e) {
            log.error("whose an answer's ids are could not be kept; the answer is cut off", e);
            return cut(reader, Outcome.INTERRUPTED, "state-unavailable");
        }
        try {
            follower.whole();
        } catch (IOException | RecordingUnavailable e) {
            return unfollowed(reader, e);
        }
        try {
            offers.see(call, offered(reader.facts()));
        } catch (IOException | RecordingUnavailable e) {
            log.error("that an answer offers something new could not be recorded; the answer is cut off", e);
            return cut(reader, Outcome.INTERRUPTED, "offers-unrecorded");
        }
        try {
            tally.kept(captured());
        } catch (IOException e) {
            return lost(reader, e);
        }
        settled = true;
        tally.surplus(response.surplus());
        ExchangeStats.Verdict verdict = tally.verdict(reader.facts());
        // The commit point: nothing of the end below is released before this returns.
        if (!complete(verdict.outcome(), verdict.reason())) {
            return Outcome.INTERRUPTED;
        }
        relay.release();
        return verdict.outcome();
    }

    /// What a caller can have read by the end. Of a stream that is every event that was whole.
    private static List<OfferedList> offered(ResponseFacts facts) {
        return facts.streamed() || facts.end() != End.BROKEN ? facts.offers() : List.of();
    }

    /// What is kept of the response; asked for once.
    private CapturedContent captured() throws IOException {
        ResponseCapture kept = capture;
        return kept == null ? CapturedContent.NOTHING : kept.end();
    }

    /// Ends a response whose content cannot be kept as policy says: no caller may take it for whole.
    private Outcome lost(ResponseObserver reader, IOException why) throws IOException {
        log.error("content of a call could not be kept; its answer is cut off: {}", why.getMessage());
        contentLost = true;
        return cut(reader, Outcome.INTERRUPTED, "content-unavailable");
    }

    /// Ends a response of which lines could not be recorded.
    private Outcome unfollowed(ResponseObserver reader, Exception why) {
        log.error("lines of a batch could not be recorded; the answer is cut off", why);
        return cut(reader, Outcome.INTERRUPTED, "lines-unrecorded");
    }

    /// Records a response that broke off, and makes sure that the caller cannot take it for whole.
    private Outcome cut(ResponseObserver reader, Outcome outcome, String reason) {
        settled = true;
        tally.facts(reader.facts());
        keepWhatCame();
        try {
            // The provider may keep what broke off here, and the caller may have seen its id.
            learner.remember(reader.facts());
        } catch (IOException e) {
            log.warn("whose the ids of an answer that broke off are could not be kept: {}", e.getMessage());
        }
        complete(outcome, reason);
        client.reset();
        return outcome;
    }

    /// What came of a response that broke off is kept too, where that can be done.
    private void keepWhatCame() {
        if (!contentLost) {
            try {
                tally.kept(captured());
            } catch (IOException e) {
                log.warn("content of an answer that broke off could not be kept: {}", e.getMessage());
            }
        }
    }

    private Outcome unanswered(UpstreamException e) throws IOException {
        Ending why = ending.get();
        if (why != null) {
            return ended(why);
        }
        settled = true;
        Outcome outcome = e.isSlow() ? Outcome.TIMEOUT : Outcome.PROVIDER_ERROR;
        var secrets = new SentSecrets(call.forwarded(), call.request().target().query());
        log.warn("provider {} did not answer: {}", call.provider().name(), secrets.hide(e.getMessage()));
        if (complete(outcome, e.code().code())) {
            ErrorResponses.unanswered(call, client, e);
        }
        return outcome;
    }

    /// Makes the completed event durable; when that fails the caller's connection is reset and the response is
    /// false.
    private boolean complete(Outcome outcome, @Nullable String reason) {
        follower.ended(outcome, reason, tally.status());
        try {
            recorder.record(tally.completed(outcome, reason), tally.content());
            answered = true;
            return true;
        } catch (RecordingUnavailable e) {
            answered = true;
            log.error("the end of a call could not be recorded; its answer is cut off", e);
            if (!tally.content().isEmpty()) {
                completeWithoutContent();
            }
            client.reset();
            return false;
        }
    }

    /// Where there is no room for content there may be some for an event.
    private void completeWithoutContent() {
        tally.kept(CapturedContent.NOTHING);
        try {
            recorder.record(tally.completed(Outcome.INTERRUPTED, "content-unavailable"), tally.content());
        } catch (RecordingUnavailable e) {
            log.error("the end of a call could not be recorded without its content either: {}", e.getMessage());
        }
    }

    private synchronized void cancelWith(Runnable action) {
        cancel = action;
        if (ending.get() != null) {
            action.run();
        }
    }

    /// Looks whether the caller is still there, if this exchange has been silent for a while.
    @Override
    public void look(long silentNanos) {
        if (!settled) {
            probe.whileWaiting(silentNanos, () -> {
                if (client.gone()) {
                    end(Ending.HUNG_UP);
                }
            });
        }
    }

    @Override
    public void interrupt() {
        end(Ending.SHUTDOWN);
    }

    @Override
    public boolean isStoppedBy(ActiveSwitch thrown) {
        return thrown.stops(call.provider().name(), call.verified("tenant"), call.verified("keyId"), models);
    }

    @Override
    public void switchOff() {
        end(Ending.SWITCHED_OFF);
    }

    private void end(Ending why) {
        if (!settled && ending.compareAndSet(null, why)) {
            synchronized (this) {
                Runnable action = cancel;
                if (action != null) {
                    action.run();
                }
            }
        }
    }
}
