package io.chirograph.gateway.socket;

import io.chirograph.content.capture.BodyHead;
import io.chirograph.content.capture.CapturedContent;
import io.chirograph.content.capture.ResponseCapture;
import io.chirograph.event.facts.CallCompleted;
import io.chirograph.event.value.Body;
import io.chirograph.event.value.ContentPart;
import io.chirograph.event.value.ModelResponse;
import io.chirograph.event.value.Outcome;
import io.chirograph.event.value.ResponseEnd;
import io.chirograph.event.value.TextDigest;
import io.chirograph.event.value.Timing;
import io.chirograph.gateway.call.Call;
import io.chirograph.gateway.call.SentSecrets;
import io.chirograph.gateway.dialect.RequestFacts;
import io.chirograph.gateway.dialect.ResponseFacts;
import io.chirograph.gateway.dialect.ResponseObserver;
import io.chirograph.gateway.dialect.live.ClientSays;
import io.chirograph.gateway.exchange.Charge;
import io.chirograph.gateway.http.ReceivedBody;
import io.chirograph.gateway.tenancy.OwnershipRecorder;
import io.chirograph.recording.Recorder;
import io.chirograph.recording.RecordingUnavailable;
import io.chirograph.support.digest.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A turn whose *started* event is durable, until its *completed* event is. Thread-safe.
///
/// Its response is the payloads of the messages that are about it, joined with a line feed.
public final class OpenTurn {
    private static final Logger log = LoggerFactory.getLogger(OpenTurn.class);
    private static final byte[] DATA = "data: ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] END = "\n\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] JOIN = "\n".getBytes(StandardCharsets.US_ASCII);
    private static final String LIST = "application/jsonl";

    private final Call call;
    private final RequestFacts facts;
    private final ClientSays says;
    private final Recorder recorder;
    private final OwnershipRecorder learner;
    private final Charge charge;
    private final Closed closed;
    private final SentSecrets secrets;
    private final ResponseObserver observer;
    private final long begun = System.nanoTime();
    private final MessageDigest sha256 = Sha256.create();
    private @Nullable ResponseCapture capture;
    private @Nullable Long firstMillis;
    private long received;
    private long released;
    private boolean isLost;
    private boolean isOver;

    /// Runs once, when the turn is over, recorded or not.
    @FunctionalInterface
    public interface Closed {
        void over(Call call, Outcome outcome, ModelResponse said);
    }

    /// @param recorder settles limits with the *completed* event
    public OpenTurn(
            Call call,
            RequestFacts facts,
            ClientSays says,
            Recorder recorder,
            OwnershipRecorder learner,
            Charge charge,
            Closed closed) {
        this.call = call;
        this.facts = facts;
        this.says = says;
        this.recorder = recorder;
        this.learner = learner;
        this.charge = charge;
        this.closed = closed;
        this.secrets = new SentSecrets(call.forwarded(), call.request().target().query());
        this.observer = call.dialect()
                .response(call.operation(), 200, name -> name.equals("content-type") ? "text/event-stream" : null);
        learner.begun();
    }

    ClientSays says() {
        return says;
    }

    /// Its response has begun, and can be named from here on.
    /// @throws IOException whose it is cannot be kept
    void begun(String id) throws IOException {
        learner.named(id);
    }

    /// A message about it, before it goes to the client.
    synchronized void received(byte[] payload) {
        if (isOver) {
            return;
        }
        if (firstMillis == null) {
            firstMillis = millis();
        }
        byte[] join = received == 0 ? new byte[0] : JOIN;
        sha256.update(join);
        sha256.update(payload);
        keep(join, payload);
        received += join.length + payload.length;
        observer.feed(DATA, 0, DATA.length);
        byte[] line = payload.clone();
        for (int i = 0; i < line.length; i++) { // between JSON's tokens a line may end, in an event's it may not
            line[i] = line[i] == '\n' || line[i] == '\r' ? (byte) ' ' : line[i];
        }
        observer.feed(line, 0, line.length);
        observer.feed(END, 0, END.length);
    }

    private void keep(byte[] join, byte[] payload) {
        if (isLost || !call.kept().keeps(ContentPart.RESPONSE)) {
            return;
        }
        try {
            if (capture == null && received == 0) {
                capture = call.kept().response(head(), secrets.bytes());
            }
            if (capture != null) {
                capture.received(join, join.length);
                capture.received(payload, payload.length);
            }
        } catch (IOException e) {
            isLost = true;
            log.error("content of a turn could not be kept: {}", e.getMessage());
        }
    }

    private BodyHead head() {
        return new BodyHead(call.dialect().name(), call.operation().name(), LIST, null);
    }

    synchronized void released(int bytes) {
        released += bytes;
    }

    /// The turn has ended as its dialect says. Durable where it answers true; nothing of the end may be released where
    /// it answers false.
    /// @param failure why it has failed; null where the provider says so nowhere but in the response, or it has not
    synchronized boolean end(@Nullable String failure) {
        if (isOver) {
            return false;
        }
        ResponseFacts said = observer.facts();
        try {
            learner.remember(said);
        } catch (IOException e) {
            log.error("whose an answer's ids are could not be kept; the turn is cut off", e);
            over(Outcome.INTERRUPTED, "state-unavailable");
            return false;
        }
        if (isLost) {
            over(Outcome.INTERRUPTED, "content-unavailable");
            return false;
        }
        String why = failure == null && said.streamError() != null ? "stream-error" : failure;
        return over(why == null ? Outcome.OK : Outcome.PROVIDER_ERROR, why) && !isLost;
    }

    /// The turn ends otherwise. Idempotent; durable where it can be.
    synchronized void cut(Outcome outcome, String reason) {
        if (!isOver) {
            try {
                learner.remember(observer.facts());
            } catch (IOException e) {
                log.warn("whose the ids of a turn that broke off are could not be kept: {}", e.getMessage());
            }
            over(outcome, reason);
        }
    }

    private boolean over(Outcome outcome, @Nullable String reason) {
        isOver = true;
        ModelResponse told = ModelResponse.NONE;
        try (ResponseObserver read = observer) {
            CapturedContent kept = CapturedContent.NOTHING;
            ResponseCapture open = capture;
            if (open != null && !isLost) {
                try (open) {
                    kept = open.end();
                } catch (IOException e) {
                    isLost = true;
                    log.error("content of a turn could not be kept: {}", e.getMessage());
                }
            } else if (open != null) {
                open.close();
            }
            Outcome honest = isLost && outcome == Outcome.OK ? Outcome.INTERRUPTED : outcome;
            String why = isLost && outcome == Outcome.OK ? "content-unavailable" : reason;
            told = told(read.facts(), honest);
            return record(completed(read.facts(), told, honest, why, kept), kept);
        } finally {
            learner.close();
            closed.over(call, outcome, told);
        }
    }

    private boolean record(CallCompleted completed, CapturedContent kept) {
        try {
            // The commit point: the end of the turn goes to the client after this alone.
            recorder.record(completed, kept.content());
            return true;
        } catch (RecordingUnavailable e) {
            log.error("the end of a turn could not be recorded; the socket is closed: {}", e.getMessage());
            return false;
        }
    }

    private ModelResponse told(ResponseFacts said, Outcome outcome) {
        var told = new ModelResponse(
                secrets.hide(said.model()),
                secrets.hide(said.responseId()),
                null,
                secrets.hide(said.finishReasons()),
                secrets.hide(said.usage()),
                secrets.hide(said.serviceTier()),
                secrets.hide(said.inferenceGeo()),
                said.toolCalls().kept(secrets::hide, digest -> call.kept().digest(ContentPart.RESPONSE, digest)),
                null,
                null);
        return received == 0 ? told : told.with(charge.of(call, told, 200, outcome, true));
    }

    private CallCompleted completed(
            ResponseFacts said, ModelResponse told, Outcome outcome, @Nullable String reason, CapturedContent kept) {
        boolean isWhole = outcome == Outcome.OK;
        Body body = received == 0
                ? null
                : new Body(
                        call.kept().digest(ContentPart.RESPONSE, ReceivedBody.digest(sha256, received)),
                        LIST,
                        null,
                        said.texts().stream()
                                .map(text -> new TextDigest(
                                        text.choice(),
                                        text.part(),
                                        call.kept().digest(ContentPart.RESPONSE, text.digest())))
                                .toList(),
                        kept.kept());
        return new CallCompleted(
                call.id(),
                outcome,
                reason,
                null,
                told,
                body,
                null,
                new ResponseEnd(true, isWhole, isWhole ? Boolean.TRUE : null, null, null),
                null,
                1,
                null,
                null,
                released,
                new Timing(firstMillis, millis()));
    }

    private long millis() {
        return (System.nanoTime() - begun) / 1_000_000;
    }

    /// The models that it asks for.
    List<String> models() {
        return call.models(facts);
    }
}
