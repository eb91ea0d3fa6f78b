package io.chirograph.gateway.call;

import io.chirograph.event.value.PolicyFacts;
import io.chirograph.event.value.SentCredential.Whose;
import io.chirograph.gateway.dialect.RequestFacts;
import io.chirograph.gateway.refusal.Refusal;
import io.chirograph.gateway.upstream.Provider;
import io.chirograph.gateway.upstream.Providers;
import io.chirograph.policy.eval.Decision;
import io.chirograph.policy.model.Target;
import io.chirograph.web.ErrorCode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a call may be sent to: one provider, or the targets of an alias that may be tried, in order.
/// Each target was judged as if the caller had asked for it. All are kept under the strictest terms of any.
/// @param calls at least one
public record Targets(List<Call> calls) {
    /// Why nothing may be sent to a target beside policy, as a refusal; null for no reason.
    @FunctionalInterface
    public interface Check {
        void check(Call target) throws Refusal;
    }

    public Targets {
        calls = List.copyOf(calls);
    }

    /// The targets of a call that policy decided about by its body.
    /// @throws Refusal no target may be tried
    public static Targets of(Call call, RequestFacts facts, Providers providers, Instant now, Check check) {
        Decision.Choice choice = call.decision().choice();
        return choice == null
                ? new Targets(List.of(call))
                : new Choosing(call, facts, providers, check).all(choice, now);
    }

    public Call first() {
        return calls.getFirst();
    }

    /// The same calls, whose content is kept as that of this one.
    public Targets keptAs(Call kept) {
        return new Targets(calls.stream().map(call -> call.with(kept.kept())).toList());
    }

    /// Judges target by target. One use.
    private record Choosing(Call call, RequestFacts facts, Providers providers, Check check) {
        Targets all(Decision.Choice choice, Instant now) {
            List<Call> calls = new ArrayList<>();
            List<PolicyFacts.Target> tried = new ArrayList<>();
            List<PolicyFacts.Target> passed = new ArrayList<>();
            Refusal first = null;
            for (Target target : choice.order(call.id(), now)) {
                String why = null;
                try {
                    why = impossible(target);
                    if (why == null) {
                        Call one = judged(choice, target);
                        boolean isOfOtherClass = !calls.isEmpty()
                                && !one.policy().isOfClassOf(calls.getFirst().policy());
                        if (isOfOtherClass) {
                            why = "data-class";
                        } else {
                            calls.add(one);
                        }
                    }
                } catch (Refusal refusal) {
                    first = first == null ? refusal : first;
                    why = refusal.code().code();
                }
                (why == null ? tried : passed)
                        .add(new PolicyFacts.Target(target.provider(), target.model(), target.weight(), why));
            }
            for (Target target : choice.notMeant(now)) {
                passed.add(new PolicyFacts.Target(target.provider(), target.model(), target.weight(), "when"));
            }
            tried.addAll(passed);
            if (calls.isEmpty()) {
                throw first == null ? none(choice, tried) : first;
            }
            return under(calls, new PolicyFacts.Route(choice.alias(), tried));
        }

        /// What no policy could cure; null for nothing.
        private @Nullable String impossible(Target target) {
            Provider provider = providers.find(target.provider());
            if (provider == null) {
                return "provider-inactive";
            }
            if (!provider.dialect().name().equals(call.provider().dialect().name())) {
                return "other-dialect";
            }
            boolean isElsewhere = !provider.name().equals(call.provider().name());
            return isElsewhere && call.credential().whose() == Whose.CALLER ? "credential" : null;
        }

        private Call judged(Decision.Choice choice, Target target) {
            Provider provider = providers.find(target.provider());
            if (provider == null) {
                throw new IllegalStateException("provider " + target.provider() + " is gone");
            }
            Decision decision = choice.towards(provider.facts(), target);
            Decision.Remaining rules = decision instanceof Decision.Allowed allowed ? allowed.body() : null;
            if (rules != null) {
                decision = rules.decide(Admission.bodyFacts(call, rules, facts));
            }
            Call one = switch (decision) {
                case Decision.Refused refused -> throw Refusal.of(refused);
                case Decision.Allowed allowed ->
                    provider.name().equals(call.provider().name())
                            ? call.with(allowed)
                            : call.to(
                                    provider,
                                    OutboundCredential.elsewhere(call.credential(), provider),
                                    Admission.route(provider, call.request()),
                                    allowed);
            };
            check.check(one);
            return one;
        }

        private static Targets under(List<Call> calls, PolicyFacts.Route route) {
            Decision.Allowed strictest = calls.getFirst().decision();
            for (Call each : calls) {
                strictest = strictest.strictest(each.decision());
            }
            List<Call> kept = new ArrayList<>();
            for (Call each : calls) {
                Decision.Allowed decision = each.decision().strictest(strictest);
                kept.add(each.with(kept.isEmpty() ? decision.on(route) : decision));
            }
            return new Targets(kept);
        }

        private Refusal none(Decision.Choice choice, List<PolicyFacts.Target> passed) {
            List<String> why = passed.stream()
                    .map(each -> each.provider() + " " + each.model() + " (" + each.skipped() + ")")
                    .toList();
            String detail = "'" + choice.alias() + "' stands for models of which none can be asked: "
                    + String.join(", ", why) + ".";
            return new Refusal(ErrorCode.MODEL_REFUSED, detail, "model", choice.alias())
                    .with(call.policy().refusedBy("alias:" + choice.alias()));
        }
    }
}
