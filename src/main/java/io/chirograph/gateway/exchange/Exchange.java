package io.chirograph.gateway.exchange;

import io.chirograph.content.capture.CapturedContent;
import io.chirograph.content.capture.ResponseCapture;
import io.chirograph.event.value.ContentPart;
import io.chirograph.event.value.ModelResponse;
import io.chirograph.event.value.Outcome;
import io.chirograph.gateway.call.Call;
import io.chirograph.gateway.call.ErrorResponses;
import io.chirograph.gateway.call.SentSecrets;
import io.chirograph.gateway.dialect.End;
import io.chirograph.gateway.dialect.ResponseFacts;
import io.chirograph.gateway.dialect.ResponseObserver;
import io.chirograph.gateway.dialect.offers.OfferedList;
import io.chirograph.gateway.http.ExternalUrl;
import io.chirograph.gateway.http.ReceivedBody;
import io.chirograph.gateway.server.ClientConnection;
import io.chirograph.gateway.tenancy.OwnershipRecorder;
import io.chirograph.gateway.upstream.UpstreamException;
import io.chirograph.gateway.upstream.UpstreamRequest;
import io.chirograph.gateway.upstream.UpstreamResponse;
import io.chirograph.recording.Recorder;
import io.chirograph.recording.RecordingUnavailable;
import io.chirograph.switches.ActiveSwitch;
import io.chirograph.web.ErrorCode;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One recorded call on its way: sends the request, relays the response, records the end.
/// Its *started* event is durable before this runs. The end of the response is released only when the
/// *completed* event is durable.
public final class Exchange {
    private static final Logger log = LoggerFactory.getLogger(Exchange.class);

    private final Call call;
    private final List<String> models;
    private final @Nullable ReceivedBody body;
    private final ClientConnection client;
    private final Recorder recorder;
    private final OwnershipRecorder learner;
    private final Offers offers;
    private final ExternalUrl external;
    private final WaitClock clock;
    private final ClientProbe probe = new ClientProbe();
    private final ExchangeStats tally;
    private final long begun = System.nanoTime();
    private final AtomicReference<@Nullable Ending> ending = new AtomicReference<>();
    private @Nullable ResponseCapture capture;
    private volatile @Nullable Runnable cancel;
    private boolean contentLost;
    private boolean answered;
    private volatile boolean settled;

    /// @param models every name that the call's model has
    public Exchange(
            Call call,
            List<String> models,
            @Nullable ReceivedBody body,
            ClientConnection client,
            Recorder recorder,
            OwnershipRecorder learner,
            Offers offers,
            ExternalUrl external,
            WaitClock clock,
            Charge charge) {
        this.call = call;
        this.tally = new ExchangeStats(call, charge);
        this.models = models;
        this.body = body;
        this.client = client;
        this.recorder = recorder;
        this.learner = learner;
        this.offers = offers;
        this.external = external;
        this.clock = clock;
    }

    /// Sees what an answer offers; what is to be recorded of that is durable on return.
    @FunctionalInterface
    public interface Offers {
        void see(List<OfferedList> lists) throws IOException, RecordingUnavailable;
    }

    /// What the response says of itself and what it cost, as it is recorded; nothing before the end.
    public ModelResponse said() {
        return tally.said();
    }

    /// How long it has been under way.
    Duration age() {
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

    private Outcome sendAndRelay() throws IOException {
        UpstreamResponse response;
        try {
            response = send();
        } catch (UpstreamException e) {
            return unanswered(e);
        }
        try (response;
                learner;
                ResponseObserver reader = call.provider()
                        .dialect()
                        .response(call.operation(), response.status(), response.headers()::first)) {
            tally.head(response);
            learner.head(response);
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
                            call.request().target().path(),
                            call.request().target().query(),
                            call.forwarded(),
                            body,
                            call.route().firstByteTimeout(),
                            call.route().idleTimeout(),
                            this::cancelWith));
        } finally {
            clock.since(probe.end());
        }
    }

    private Outcome relay(UpstreamResponse response, ResponseObserver reader) throws IOException {
        var relay = new ResponseRelay(
                call, response, reader, tally, capture, learner, client, clock, probe, new HeldEnd(client.memory()));
        try {
            relay.run(Rewriting.of(call, response, external, client));
        } catch (ResponseRelay.ClientGone e) {
            log.debug("the caller closed the connection", e);
            return cut(reader, Outcome.CLIENT_DISCONNECTED, e.reason());
        } catch (ResponseRelay.HeadTooLarge e) {
            return unanswered(new UpstreamException(
                    ErrorCode.ANSWER_HEAD_TOO_LARGE, "the head of its answer is too large to be passed on", e));
        } catch (ResponseRelay.ContentLost e) {
            return lost(reader, e);
        } catch (IOException e) {
            Ending why = ending.get();
            if (why != null) {
                return cut(reader, why.outcome, why.reason);
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
            offers.see(offered(reader.facts()));
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
        settled = true;
        Ending why = ending.get();
        if (why != null) {
            complete(why.outcome, why.reason);
            client.reset();
            return why.outcome;
        }
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
            probe.whileWaiting(silentNanos, () -> {
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
    boolean isStoppedBy(ActiveSwitch thrown) {
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
}
