package io.chirograph.gateway.exchange;

import io.chirograph.content.capture.BodyHead;
import io.chirograph.content.capture.CapturedContent;
import io.chirograph.event.facts.CallCompleted;
import io.chirograph.event.value.Body;
import io.chirograph.event.value.ContentPart;
import io.chirograph.event.value.KeptContent;
import io.chirograph.event.value.ModelResponse;
import io.chirograph.event.value.Outcome;
import io.chirograph.event.value.ResponseEnd;
import io.chirograph.event.value.Returned;
import io.chirograph.event.value.TextDigest;
import io.chirograph.event.value.Timing;
import io.chirograph.event.value.ToolCalls;
import io.chirograph.event.value.Usage;
import io.chirograph.gateway.attempts.Way;
import io.chirograph.gateway.call.Call;
import io.chirograph.gateway.call.SentSecrets;
import io.chirograph.gateway.dialect.End;
import io.chirograph.gateway.dialect.ResponseFacts;
import io.chirograph.gateway.http.Headers;
import io.chirograph.gateway.http.ReceivedBody;
import io.chirograph.gateway.upstream.UpstreamResponse;
import io.chirograph.recording.ContentWriter;
import io.chirograph.support.digest.Sha256;
import java.security.MessageDigest;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Counts and digests of one response as it streams by; becomes the *completed* event. One thread.
final class ExchangeStats {
    private static final List<String> REQUEST_IDS =
            List.of("x-request-id", "request-id", "apim-request-id", "x-amzn-requestid");
    private static final ResponseFacts NOTHING = new ResponseFacts(
            null,
            null,
            Usage.NONE,
            List.of(),
            false,
            null,
            End.UNKNOWN,
            null,
            List.of(),
            Set.of(),
            Set.of(),
            null,
            null,
            ToolCalls.NONE,
            null,
            List.of());

    private final Call call;
    private final Way way;
    private final Charge charge;
    private final Follower follower;
    private final long sent = System.nanoTime();
    private final MessageDigest sha256 = Sha256.create();
    private @Nullable UpstreamResponse response;
    private ResponseFacts facts = NOTHING;
    private boolean isJudged;
    private @Nullable Returned returned;
    private CapturedContent content = CapturedContent.NOTHING;
    private long received;
    private long written;
    private long released;
    private boolean surplus;
    private boolean bodyEnded = true;
    private @Nullable Long firstByteMillis;
    private @Nullable MarkCollector marks;
    private ModelResponse said = ModelResponse.NONE;

    /// One attempt's.
    ExchangeStats(Way way, Charge charge, Follower follower) {
        this.way = way;
        this.call = way.now().call();
        this.charge = charge;
        this.follower = follower;
    }

    void head(UpstreamResponse head) {
        response = head;
        firstByteMillis = millisSince(sent);
    }

    @Nullable
    Integer status() {
        return response == null ? null : (Integer) response.status();
    }

    void received(byte[] buffer, int length) {
        sha256.update(buffer, 0, length);
        received += length;
    }

    /// Marks when what was received came, for whoever sees the kept content later.
    void mark() {
        if (marks == null) {
            marks = new MarkCollector();
        }
        marks.mark(System.nanoTime(), received);
    }

    long received() {
        return received;
    }

    void released(int length) {
        written += length;
    }

    void flushed() {
        released = written;
    }

    /// Whether the provider sent bytes behind its response.
    void surplus(boolean seen) {
        surplus = seen;
    }

    /// The dialect's end came, and the body's framing did not end.
    void bodyLeftOpen() {
        bodyEnded = false;
    }

    /// Digest of the body sent to the client where it differs from the provider's (URLs rewritten).
    void returned(@Nullable Returned inItsPlace) {
        returned = inItsPlace;
    }

    /// What is kept of the response's content.
    void kept(CapturedContent captured) {
        content = captured;
    }

    List<ContentWriter> content() {
        return content.content();
    }

    /// What is known of the response's body before its bytes.
    BodyHead bodyHead(UpstreamResponse from) {
        var secrets = new SentSecrets(call.forwarded(), call.request().target().query());
        return new BodyHead(
                call.dialect().name(),
                call.operation().name(),
                secrets.hide(from.headers().first("content-type")),
                secrets.hide(from.headers().first("content-encoding")));
    }

    void facts(ResponseFacts learnt) {
        facts = learnt;
    }

    /// Judges a response that is whole by its framing.
    Verdict verdict(ResponseFacts learnt) {
        facts = learnt;
        isJudged = true;
        if (response != null && response.status() >= 400) {
            return new Verdict(Outcome.PROVIDER_ERROR, "http-status");
        }
        if (learnt.streamError() != null) {
            return new Verdict(Outcome.PROVIDER_ERROR, "stream-error");
        }
        return learnt.end() == End.BROKEN
                ? new Verdict(Outcome.PROVIDER_ERROR, learnt.streamed() ? "no-terminal-event" : "truncated")
                : Verdict.OK;
    }

    /// Whether a response broke off: its content has no end, and no length or chunks vouch for one.
    boolean isBrokenOff(ResponseFacts learnt) {
        UpstreamResponse from = response;
        return learnt.end() == End.BROKEN && from != null && from.length() < 0 && !isChunked(from);
    }

    private static boolean isChunked(UpstreamResponse response) {
        return response.headers().first("transfer-encoding") != null;
    }

    /// Whether the response's end is verified: by the dialect's own end, else by the declared length, else by
    /// the chunks of a response that is no stream.
    private boolean isEndVerified(UpstreamResponse from) {
        return switch (facts.end()) {
            case WHOLE -> true;
            case BROKEN -> false;
            case UNKNOWN -> !from.hasBody() || from.length() >= 0 || (isChunked(from) && !facts.streamed());
        };
    }

    CallCompleted completed(Outcome outcome, @Nullable String reason) {
        UpstreamResponse from = response;
        var secrets = new SentSecrets(call.forwarded(), call.request().target().query());
        ModelResponse told = told(from, secrets);
        said = from == null || from.original() != null
                ? told
                : told.with(charge.of(call, told, from.status(), outcome, facts.streamed()));
        return new CallCompleted(
                call.id(),
                outcome,
                reason,
                from == null ? null : from.status(),
                said,
                from == null ? null : body(from.headers(), secrets),
                returned,
                new ResponseEnd(
                        facts.streamed(),
                        facts.terminalEvent(),
                        (from == null || !isJudged) ? null : Boolean.valueOf(isEndVerified(from)),
                        surplus ? true : null,
                        bodyEnded ? null : false),
                from == null ? null : from.original(),
                from != null && from.original() != null ? 0 : way.attempts(),
                way.served(),
                follower.lines(),
                released,
                new Timing(firstByteMillis, millisSince(call.request().arrived()), marks()));
    }

    /// When a stream came whose content is kept.
    private Timing.@Nullable Marks marks() {
        KeptContent kept = content.kept();
        return marks == null || !facts.streamed() || kept == null || kept.digest() == null ? null : marks.marks();
    }

    /// What the response says of itself.
    private ModelResponse told(@Nullable UpstreamResponse from, SentSecrets secrets) {
        return new ModelResponse(
                secrets.hide(facts.model()),
                secrets.hide(facts.responseId()),
                from == null ? null : secrets.hide(requestId(from.headers())),
                secrets.hide(facts.finishReasons()),
                secrets.hide(facts.usage()),
                secrets.hide(facts.serviceTier()),
                secrets.hide(facts.inferenceGeo()),
                facts.toolCalls().kept(secrets::hide, digest -> call.kept().digest(ContentPart.RESPONSE, digest)),
                facts.tools() == null ? null : call.kept().digest(ContentPart.RESPONSE, facts.tools()),
                null);
    }

    /// What the response says of itself and what it cost, as it was last recorded.
    ModelResponse said() {
        return said;
    }

    private Body body(Headers headers, SentSecrets secrets) {
        return new Body(
                call.kept().digest(ContentPart.RESPONSE, ReceivedBody.digest(sha256, received)),
                secrets.hide(headers.first("content-type")),
                secrets.hide(headers.first("content-encoding")),
                facts.texts().stream()
                        .map(text -> new TextDigest(
                                text.choice(), text.part(), call.kept().digest(ContentPart.RESPONSE, text.digest())))
                        .toList(),
                content.kept());
    }

    private static @Nullable String requestId(Headers headers) {
        return REQUEST_IDS.stream()
                .map(headers::first)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    private static long millisSince(long nanos) {
        return (System.nanoTime() - nanos) / 1_000_000;
    }

    /// How a response that arrived whole is to be recorded.
    /// @param reason null when the outcome is `ok`
    record Verdict(Outcome outcome, @Nullable String reason) {
        private static final Verdict OK = new Verdict(Outcome.OK, null);
    }
}
