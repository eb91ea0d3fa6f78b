package io.chirograph.policy.eval;

import io.chirograph.event.value.PayloadLevel;
import io.chirograph.event.value.PolicyFacts;
import io.chirograph.policy.model.ContentTerms;
import io.chirograph.policy.model.Limit;
import io.chirograph.policy.model.PayloadLimit;
import io.chirograph.policy.model.ProviderFacts;
import io.chirograph.policy.model.Target;
import io.chirograph.web.ErrorCode;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What policy says about a call.
public sealed interface Decision {
    /// What the call's event says of policy.
    PolicyFacts facts();

    /// The call may go on as far as policy knows it by now.
    /// @param body what is still to be decided from the body; null where nothing is
    /// @param alias what the model's name stands for; null where it stands for itself
    /// @param choice among what the model's name may stand for, of which nothing is decided by now; null for none
    /// @param terms how its content is kept
    /// @param denying by each of the findings that are denied, the rule that denies it
    /// @param limits those that are about it, as far as its head tells
    record Allowed(
            PolicyFacts facts,
            @Nullable Remaining body,
            @Nullable Target alias,
            @Nullable Choice choice,
            ContentTerms terms,
            Map<String, String> denying,
            List<Limit> limits)
            implements Decision {
        public Allowed {
            limits = List.copyOf(limits);
            denying = Map.copyOf(denying);
        }

        /// The same under what both have it, where both are about data of one class: the least is kept of content,
        /// what either denies is denied, and the limits of both count.
        public Allowed strictest(Allowed other) {
            PayloadLevel request = PayloadLimit.least(terms.request(), other.terms.request());
            PayloadLevel response = PayloadLimit.least(terms.response(), other.terms.response());
            Map<String, String> all = new TreeMap<>(other.denying);
            all.putAll(denying);
            var counted = new LinkedHashSet<>(limits);
            counted.addAll(other.limits);
            return new Allowed(
                    facts.at(request, response),
                    body,
                    alias,
                    choice,
                    terms.with(request, response, List.copyOf(all.keySet())),
                    all,
                    List.copyOf(counted));
        }

        /// The same, going one of several ways.
        public Allowed on(PolicyFacts.Route route) {
            return new Allowed(facts.on(route), body, alias, choice, terms, denying, limits);
        }

        /// What becomes of the call when its request holds something that is denied.
        /// @param finding one of the terms' `denied`
        public Refused refuse(String finding) {
            String rule = denying.get(finding);
            if (rule == null) {
                throw new IllegalArgumentException("no rule denies the finding '" + finding + "'");
            }
            String detail = "Rule " + rule + " denies requests in which " + finding + " is found.";
            return new Refused(ErrorCode.FINDING_REFUSED, "body", finding, detail, facts.refusedBy(rule), terms);
        }
    }

    /// The call is refused.
    /// @param code what the caller gets
    /// @param field which part of the request
    /// @param value the offending value; null where something is missing
    /// @param detail what would be accepted
    /// @param terms what of persons its event may say
    record Refused(
            ErrorCode code, String field, @Nullable String value, String detail, PolicyFacts facts, ContentTerms terms)
            implements Decision {}

    /// The targets that an alias stands for. A target is judged anew, as if it had been asked for.
    interface Choice {
        /// The name that the caller used.
        String alias();

        /// The targets that are for the call, in the order in which they are tried: as in the policy, but where they
        /// have
        /// weights the first one is drawn by the call's id, so that anybody can draw it again.
        List<Target> order(UUID callId, Instant now);

        /// The targets that are for the call, in the order of the policy.
        List<Target> meant(Instant now);

        /// The targets that are not for the call.
        List<Target> notMeant(Instant now);

        /// Decides about the call from its head as if it went to this provider; what is left is decided about this
        /// model.
        Decision towards(ProviderFacts provider, Target target);
    }

    /// What the body still decides about a call. One use, one thread.
    interface Remaining {
        /// Whether the call is refused where its model is not known.
        boolean needsModel();

        /// The parameters, by their names in events, that are looked at.
        SortedSet<String> parameters();

        /// Decides about the call. What a rule needs to know and the body does not tell is refused.
        Decision decide(BodyFacts body);

        /// Tells, for an explanation without a body, which rules cannot speak.
        void cannotSay();
    }
}
