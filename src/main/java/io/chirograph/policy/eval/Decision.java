package io.chirograph.policy.eval;

import io.chirograph.event.value.PolicyFacts;
import io.chirograph.policy.model.Alias;
import io.chirograph.policy.model.ContentTerms;
import io.chirograph.policy.model.Limit;
import io.chirograph.web.ErrorCode;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/// What policy says about a call.
public sealed interface Decision {
    /// What the call's event says of policy.
    PolicyFacts facts();

    /// The call may go on as far as policy knows it by now.
    /// @param body what is still to be decided from the body; null where nothing is
    /// @param alias what the model's name stands for; null where it stands for itself
    /// @param terms how its content is kept
    /// @param denying by each of the findings that are denied, the rule that denies it
    /// @param limits those that are about it, as far as its head tells
    record Allowed(
            PolicyFacts facts,
            @Nullable Remaining body,
            @Nullable Alias alias,
            ContentTerms terms,
            Map<String, String> denying,
            List<Limit> limits)
            implements Decision {
        public Allowed {
            limits = List.copyOf(limits);
            denying = Map.copyOf(denying);
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
