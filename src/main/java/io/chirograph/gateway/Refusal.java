package io.chirograph.gateway;

import io.chirograph.event.Actor;
import io.chirograph.event.PolicyFacts;
import io.chirograph.policy.Decision;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Why the gateway itself says no; the answer and the event are made from it.
///
/// Its code is stable and listed in docs/errors.md; its detail names the field and the value, never a secret;
/// its retry-after is null when a retry cannot cure it.
final class Refusal extends Exception {
    private final int status;
    private final String code;
    private final String title;
    private final @Nullable String field;
    private final @Nullable String value;
    private final @Nullable Duration retryAfter;
    private final @Nullable Actor actor;
    private final @Nullable PolicyFacts policy;

    private Refusal(
            int status,
            String code,
            String title,
            String detail,
            @Nullable String field,
            @Nullable String value,
            @Nullable Duration retryAfter,
            @Nullable Actor actor,
            @Nullable PolicyFacts policy) {
        super(detail, null, false, false);
        this.status = status;
        this.code = code;
        this.title = title;
        this.field = field;
        this.value = value;
        this.retryAfter = retryAfter;
        this.actor = actor;
        this.policy = policy;
    }

    /// A refusal that no retry cures.
    static Refusal of(
            int status, String code, String title, String detail, @Nullable String field, @Nullable String value) {
        return new Refusal(status, code, title, detail, field, value, null, null, null);
    }

    /// A refusal that may not stand when the call comes again.
    static Refusal later(int status, String code, String title, String detail, Duration retryAfter) {
        return new Refusal(status, code, title, detail, null, null, retryAfter, null, null);
    }

    /// A request that does not come in time.
    static Refusal tooSlow(String detail) {
        return later(408, "request-timeout", "Request too slow", detail, Duration.ofSeconds(1));
    }

    /// The same refusal of somebody whose credential is ours and not to be used.
    Refusal of(Actor barred) {
        return new Refusal(status, code, title, detail(), field, value, retryAfter, barred, policy);
    }

    /// The same refusal with the rule that it follows.
    Refusal of(PolicyFacts facts) {
        return new Refusal(status, code, title, detail(), field, value, retryAfter, actor, facts);
    }

    /// What policy refuses.
    static Refusal of(Decision.Refused refused) {
        return new Refusal(
                refused.status(),
                refused.code(),
                "Refused by policy",
                refused.detail(),
                refused.field(),
                refused.value() == null ? null : Admission.cut(refused.value()),
                null,
                null,
                refused.facts());
    }

    static Refusal tooLarge(long limit, @Nullable Long declared) {
        String size = declared == null
                ? "The body is larger than the limit"
                : "Content-Length " + declared + " is over the limit";
        return of(
                413,
                "body-too-large",
                "Request body too large",
                size + " of " + limit + " bytes for this operation.",
                "Content-Length",
                declared == null ? null : Long.toString(declared));
    }

    int status() {
        return status;
    }

    String code() {
        return code;
    }

    String title() {
        return title;
    }

    String detail() {
        return String.valueOf(getMessage());
    }

    @Nullable
    String field() {
        return field;
    }

    @Nullable
    String value() {
        return value;
    }

    @Nullable
    Duration retryAfter() {
        return retryAfter;
    }

    /// Whose credential it was that is not to be used; null in any other case.
    @Nullable
    Actor actor() {
        return actor;
    }

    /// What policy decided, where it was policy that said no.
    @Nullable
    PolicyFacts policy() {
        return policy;
    }
}
