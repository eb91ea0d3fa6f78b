package io.chirograph.gateway.refusal;

import io.chirograph.event.value.Actor;
import io.chirograph.event.value.PolicyFacts;
import io.chirograph.event.value.RefusalReason;
import io.chirograph.gateway.http.RecordedValue;
import io.chirograph.limits.LimitReached;
import io.chirograph.policy.eval.Decision;
import io.chirograph.policy.model.ContentTerms;
import io.chirograph.web.ApiException;
import io.chirograph.web.ErrorCode;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// A model call that the gateway itself refuses, with what its event says of it.
public final class Refusal extends ApiException {
    private final transient @Nullable Actor actor;
    private final transient @Nullable PolicyFacts policy;
    private final transient @Nullable ContentTerms terms;
    private final transient @Nullable LimitReached limit;

    public Refusal(ErrorCode code, String detail) {
        this(code, detail, null, null);
    }

    public Refusal(ErrorCode code, String detail, String field) {
        this(code, detail, field, null);
    }

    public Refusal(ErrorCode code, String detail, @Nullable String field, @Nullable String value) {
        this(code, detail, field, value, code.retryAfter(), null, null, null, null);
    }

    private Refusal(
            ErrorCode code,
            String detail,
            @Nullable String field,
            @Nullable String value,
            @Nullable Duration retryAfter,
            @Nullable Actor actor,
            @Nullable PolicyFacts policy,
            @Nullable ContentTerms terms,
            @Nullable LimitReached limit) {
        super(code, detail, field, value, retryAfter);
        this.actor = actor;
        this.policy = policy;
        this.terms = terms;
        this.limit = limit;
    }

    /// The same refusal of somebody whose credential is ours and not to be used.
    public Refusal with(Actor barred) {
        return new Refusal(code(), detail(), field(), value(), retryAfter(), barred, policy, terms, limit);
    }

    /// The same refusal with the rule that it follows.
    public Refusal with(PolicyFacts facts) {
        return new Refusal(code(), detail(), field(), value(), retryAfter(), actor, facts, terms, limit);
    }

    /// The same refusal of a call under these terms.
    public Refusal with(ContentTerms under) {
        return new Refusal(code(), detail(), field(), value(), retryAfter(), actor, policy, under, limit);
    }

    /// The same refusal with another time to retry after.
    public Refusal with(Duration retry) {
        return new Refusal(code(), detail(), field(), value(), retry, actor, policy, terms, limit);
    }

    /// What policy refuses.
    public static Refusal of(Decision.Refused refused) {
        String value = refused.value() == null ? null : RecordedValue.cut(refused.value());
        return new Refusal(refused.code(), refused.detail(), refused.field(), value)
                .with(refused.facts())
                .with(refused.terms());
    }

    /// What a limit refuses.
    /// @param decided what policy decided about the call
    public static Refusal of(LimitReached reached, PolicyFacts decided) {
        String rule = "limit:" + reached.rule();
        return new Refusal(
                switch (reached.why()) {
                    case RATE -> ErrorCode.RATE_LIMITED;
                    case QUOTA -> ErrorCode.QUOTA_EXHAUSTED;
                    case CONCURRENCY -> ErrorCode.CONCURRENCY_LIMITED;
                    case UNPRICED -> ErrorCode.PRICE_UNKNOWN;
                    case UNMETERED -> ErrorCode.OPERATION_UNMETERED;
                },
                reached.detail(),
                "limit",
                reached.rule(),
                reached.retryAfter(),
                null,
                decided.refusedBy(rule),
                null,
                reached);
    }

    /// There is no memory for the request now.
    public static Refusal overloaded() {
        return new Refusal(ErrorCode.OVERLOADED, "The requests under way take all the memory that there is for them.");
    }

    public static Refusal tooLarge(long limit, @Nullable Long declared) {
        String size = declared == null
                ? "The body is larger than the limit"
                : "Content-Length " + declared + " is over the limit";
        return new Refusal(
                ErrorCode.BODY_TOO_LARGE,
                size + " of " + limit + " bytes for this operation.",
                "Content-Length",
                declared == null ? null : Long.toString(declared));
    }

    /// As events say it.
    public RefusalReason reason() {
        return new RefusalReason(code().code(), status(), field(), value());
    }

    /// What of persons its event may say; null where policy did not get that far.
    public @Nullable ContentTerms terms() {
        return terms;
    }

    /// The limit that refuses; null for any other reason.
    public @Nullable LimitReached limit() {
        return limit;
    }

    /// Whose credential it was that is not to be used; null in any other case.
    public @Nullable Actor actor() {
        return actor;
    }

    /// What policy decided, where it was policy that said no.
    public @Nullable PolicyFacts policy() {
        return policy;
    }
}
