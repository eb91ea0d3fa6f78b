package io.chirograph.gateway.attempts;

import io.chirograph.event.facts.CallAttempted;
import io.chirograph.event.facts.CallCompleted;
import io.chirograph.event.facts.CallStarted;
import io.chirograph.event.value.SentCredential;
import io.chirograph.gateway.call.Call;
import io.chirograph.gateway.call.OutboundRequest;
import io.chirograph.gateway.dialect.RequestFacts;
import io.chirograph.gateway.http.ReceivedBody;
import io.chirograph.gateway.refusal.Refusal;
import io.chirograph.gateway.upstream.Upstream;
import io.chirograph.policy.model.OperationClass;
import io.chirograph.web.ErrorCode;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// The way of one call from attempt to attempt. One thread, which closes it when the call has ended.
/// What is passed over and why, and how attempts failed, is remembered for the *completed* event.
public final class Way implements AutoCloseable {
    private final List<Call> targets;
    private final RequestFacts facts;
    private final @Nullable ReceivedBody body;
    private final Function<Call, @Nullable String> objection;
    private final Gates gates;
    private final Clock clock;
    private final RandomGenerator random;
    private final AttemptLimits limits;
    private final List<CallCompleted.Failed> failed = new ArrayList<>(0);
    private final List<CallCompleted.Skipped> skipped = new ArrayList<>(0);
    private OutboundRequest now;
    private Gate.@Nullable Pass pass;
    private int place;
    private int here;
    private int attempts = 1;
    private Duration waited = Duration.ZERO;

    Way(
            List<Call> targets,
            RequestFacts facts,
            @Nullable ReceivedBody body,
            Function<Call, @Nullable String> objection,
            Gates gates,
            Clock clock,
            RandomGenerator random)
            throws IOException {
        this.targets = targets;
        this.facts = facts;
        this.body = body;
        this.objection = objection;
        this.gates = gates;
        this.clock = clock;
        this.random = random;
        boolean isOnce = targets.size() == 1 && targets.getFirst().route().retries() == 0;
        this.limits = isOnce ? AttemptLimits.ONCE : AttemptLimits.of(targets.getFirst());
        Entered entered = enter(targets.getFirst());
        Refusal first = entered.refusal;
        while (entered.refusal != null && place + 1 < targets.size()) {
            skip(targets.get(place), entered.refusal.code().code());
            place++;
            entered = enter(targets.get(place));
        }
        if (entered.refusal != null) {
            throw first == null ? entered.refusal : first;
        }
        try {
            this.now = OutboundRequest.of(entered.call, facts, body);
        } catch (IOException | RuntimeException e) {
            leave();
            throw e;
        }
    }

    private static Refusal refusal(Call call, Gate.Closed closed) {
        String provider = call.provider().name();
        String detail = closed.code() == ErrorCode.CIRCUIT_OPEN
                ? "Provider " + provider + " has failed too often of late; nothing is sent to it for a while."
                : "As many calls as may be are under way to provider " + provider + ".";
        return new Refusal(closed.code(), detail, "provider", provider).with(closed.retryAfter());
    }

    /// Whether a call may go to its target now.
    /// @param call what goes, with the gateway's token where one goes with it
    /// @param refusal why it may not; null where it may
    private record Entered(Call call, @Nullable Refusal refusal) {}

    private Entered enter(Call call) {
        Gate gate = gates.of(call);
        if (gate != null) {
            switch (gate.enter()) {
                case Gate.Closed closed -> {
                    return new Entered(call, refusal(call, closed));
                }
                case Gate.Pass open -> pass = open;
            }
        }
        try {
            return new Entered(call.identified(), null);
        } catch (Refusal refusal) {
            leave();
            return new Entered(call, refusal);
        }
    }

    private void leave() {
        if (pass != null) {
            pass.close();
            pass = null;
        }
    }

    /// How an attempt ended by the start of its answer. A provider that only wants to be left alone by a caller's own
    /// credential has not failed.
    public void tried(@Nullable Failure failure, boolean isAnswered) {
        if (pass != null && (failure != null || isAnswered)) {
            boolean isLimit = failure != null && Integer.valueOf(429).equals(failure.status());
            boolean isTheirs = now.call().credential().whose() == SentCredential.Whose.CALLER;
            pass.judge(failure == null || (isLimit && isTheirs));
        }
    }

    /// A further attempt: what is sent, and after which wait.
    /// @param isSame whether it goes where the attempt before it went
    public record Next(OutboundRequest out, Duration pause, boolean isSame) {}

    /// What is sent now.
    public OutboundRequest now() {
        return now;
    }

    /// From now on this stands in the place of the provider that is asked now.
    public void through(Upstream other) {
        now = now.through(other);
    }

    /// Whether it still does.
    public boolean isThrough(Upstream other) {
        return now.call().provider().upstream() == other;
    }

    /// Whether the call may be sent more than once.
    public boolean isLong() {
        return limits.attempts() > 1 && (now.call().route().retries() > 0 || targets.size() > 1);
    }

    /// Whether another attempt may follow this one, so that the start of its answer has to be held back.
    public boolean goesOn() {
        return isLong()
                && attempts < limits.attempts()
                && now.call().operation().operationClass() == OperationClass.INFERENCE
                && (here < now.call().route().retries() || place + 1 < targets.size());
    }

    /// What follows a failure; null for nothing.
    /// @throws IOException the received body cannot be read
    public @Nullable Next after(Failure failure) throws IOException {
        if (attempts >= limits.attempts() || !mayRepeat(failure)) {
            return null;
        }
        leave();
        Duration wait = again(failure);
        Entered again = wait == null ? null : enter(now.call());
        if (wait != null && again != null && again.refusal == null) {
            return new Next(now.with(again.call), wait, true);
        }
        while (place + 1 < targets.size()) {
            place++;
            here = 0;
            Call target = targets.get(place);
            String why = objection.apply(target);
            if (why == null && !limits.allows(Duration.ZERO, System.nanoTime())) {
                why = "out-of-time";
            }
            Entered entered = why == null ? enter(target) : null;
            if (entered != null && entered.refusal == null) {
                return new Next(OutboundRequest.of(entered.call, facts, body), Duration.ZERO, false);
            }
            skip(
                    target,
                    entered == null || entered.refusal == null
                            ? String.valueOf(why)
                            : entered.refusal.code().code());
        }
        return null;
    }

    /// What may have been done may be done again only where that is no harm.
    private boolean mayRepeat(Failure failure) {
        OperationClass operation = now.call().operation().operationClass();
        return operation == OperationClass.INFERENCE
                || operation == OperationClass.CATALOGUE
                || (failure.sent() == CallAttempted.Before.NOTHING && failure.status() == null);
    }

    /// The wait until the same target is asked again; null where it is not.
    private @Nullable Duration again(Failure failure) {
        if (!failure.isSameAgain() || here >= now.call().route().retries()) {
            return null;
        }
        Duration asked = failure.headers() == null ? null : AskedWait.of(failure.headers(), clock.instant());
        Duration wait = asked == null ? limits.spread(here + 1, random) : asked;
        boolean fits = waited.plus(wait).compareTo(AttemptLimits.MOST_WAIT) <= 0
                && limits.allows(wait, System.nanoTime())
                && objection.apply(now.call()) == null;
        return fits ? wait : null;
    }

    private void skip(Call target, String why) {
        if (skipped.size() < CallCompleted.Served.MOST) {
            skipped.add(new CallCompleted.Skipped(target.provider().name(), target.model(), why));
        }
    }

    /// Whether what is to be sent next may still be sent, after a wait.
    public boolean stands(Next next) {
        return objection.apply(next.out.call()) == null;
    }

    /// Goes on with it.
    /// @param waited how long the call waited in earnest
    /// @return what is to be durable before it is sent
    public CallAttempted go(Next next, Failure failure, Duration waited) {
        Call before = now.call();
        failed.add(
                new CallCompleted.Failed(before.provider().name(), before.model(), failure.reason(), failure.status()));
        this.waited = this.waited.plus(waited);
        here = next.isSame ? here + 1 : 0;
        attempts++;
        Call call = next.out.call();
        now = next.out.with(call.within(limits.firstByte(call.route().firstByteTimeout(), System.nanoTime())));
        return new CallAttempted(
                call.id(),
                attempts,
                failure.reason(),
                failure.status(),
                failure.sent(),
                new CallStarted.Upstream(
                        call.provider().name(),
                        call.provider().providerName(),
                        call.dialect().name(),
                        call.provider().settings().region()),
                call.model(),
                call.model() == null ? null : facts.model(),
                next.out.changed(),
                waited.toMillis(),
                call.credential(),
                call.policy());
    }

    /// How often the call was sent by now.
    public int attempts() {
        return attempts;
    }

    /// For the *completed* event; null where it was sent once and nothing was passed over.
    public CallCompleted.@Nullable Served served() {
        if (attempts == 1 && skipped.isEmpty()) {
            return null;
        }
        Call call = now.call();
        return new CallCompleted.Served(
                call.provider().name(), call.provider().settings().region(), call.model(), failed, skipped);
    }

    @Override
    public void close() {
        leave();
    }
}
