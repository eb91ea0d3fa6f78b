package io.chirograph.applications;

import io.chirograph.content.capture.ContentCapture;
import io.chirograph.event.UuidV7;
import io.chirograph.event.facts.CallRefused;
import io.chirograph.event.value.Actor;
import io.chirograph.event.value.Http;
import io.chirograph.event.value.RecordedAddress;
import io.chirograph.event.value.RefusalReason;
import io.chirograph.event.value.Trace;
import io.chirograph.gateway.call.Caller;
import io.chirograph.gateway.refusal.Refusal;
import io.chirograph.policy.PolicyDecisionPoint;
import io.chirograph.policy.eval.Decision;
import io.chirograph.policy.model.ContentTerms;
import io.chirograph.policy.model.PayloadWish;
import io.chirograph.recording.Recorder;
import io.chirograph.web.ErrorCode;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Records that a request with events was refused: by whom it came, and why, in a code and the place in the body. What
/// stands at that place is the application's content, so it is not said. Thread-safe.
record EventRefusals(PolicyDecisionPoint policy, ContentCapture capture, Recorder recorder, UuidV7 ids) {
    private static final Actor NOBODY = new Actor(new TreeMap<>(), new TreeMap<>());
    private static final String PATH = "/v1/events";

    /// Of a caller whom a credential proves. That nothing can be recorded is counted by who found it.
    void refused(Refusal refusal, Caller caller, RecordedAddress client, String method) {
        if (refusal.code() == ErrorCode.RECORDING_UNAVAILABLE) {
            return;
        }
        ContentTerms terms = refusal.terms() == null ? terms(caller) : refusal.terms();
        Actor actor = caller.actor();
        UnaryOperator<String> hide = terms == null ? UnaryOperator.identity() : capture.persons(terms, actor);
        recorder.refused(fact(refusal, actor.persons(hide), client.hidden(hide), method));
    }

    /// Of anybody else, at the rate of such callers.
    void unauthenticated(Refusal refusal, RecordedAddress client, String method) {
        Actor actor = refusal.actor() == null ? NOBODY : refusal.actor();
        recorder.refusedUnauthenticated(fact(refusal, actor, client, method), false);
    }

    private @Nullable ContentTerms terms(Caller caller) {
        return switch (policy.content(caller.facts(), PayloadWish.NONE, null)) {
            case Decision.Allowed allowed -> allowed.terms();
            case Decision.Refused refused -> refused.terms();
        };
    }

    private CallRefused fact(Refusal refusal, Actor actor, RecordedAddress client, String method) {
        RefusalReason reason = refusal.reason();
        return new CallRefused(
                ids.next(),
                actor,
                null,
                new RefusalReason(reason.code(), reason.status(), reason.field(), null),
                new Http(method, PATH),
                Trace.NONE,
                refusal.policy(),
                client,
                null);
    }
}
