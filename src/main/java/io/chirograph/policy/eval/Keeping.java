package io.chirograph.policy.eval;

import io.chirograph.event.value.PayloadLevel;
import io.chirograph.policy.model.ContentTerms;
import io.chirograph.policy.model.PayloadLimit;
import io.chirograph.policy.model.Rule;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// How one call's content is kept, while it is decided: from the terms of its class downwards. One thread.
final class Keeping {
    private static final String HEADER = "payload";

    private final DecisionTrace trace;
    private final ContentTerms ofClass;
    private PayloadLevel request;
    private PayloadLevel response;
    private @Nullable SortedMap<String, String> denying;

    Keeping(DecisionTrace trace, ContentTerms ofClass) {
        this.trace = trace;
        this.ofClass = ofClass;
        this.request = ofClass.request();
        this.response = ofClass.response();
    }

    /// Tells how policy and classes have it together.
    void begin() {
        if (!trace.isTold()) {
            return;
        }
        PayloadLimit said = trace.policy().payload();
        ContentTerms terms = trace.version.kept(-1).terms();
        tell(
                HEADER,
                "at most " + from("request", terms.request(), said == null ? null : said.request()) + ", "
                        + from("response", terms.response(), said == null ? null : said.response()));
        for (int rank = 0; rank <= trace.policy().rank(trace.dataClass()); rank++) {
            PolicyVersion.Obligations next = trace.version.kept(rank);
            String lowered = words(
                    terms.request(),
                    next.terms().request(),
                    terms.response(),
                    next.terms().response());
            if (lowered != null) {
                tell("data-class:" + next.dataClass(), lowered);
            }
            terms = next.terms();
        }
    }

    private String from(String part, PayloadLevel level, @Nullable PayloadLevel said) {
        String whose = said != null
                ? "as the policy has it"
                : trace.version.isDevelopment ? "as the development environment has it" : "by default";
        return part + " " + level.wire() + " " + whose;
    }

    /// What a rule about the call says of content.
    void ruled(Rule rule) {
        PayloadLimit limit = rule.payload();
        if (limit != null) {
            String lowered = lowered(limit.request(), limit.response());
            if (lowered == null) {
                tell(rule.id(), "no more is kept of content already than it allows");
            } else {
                trace.pass(rule.id(), lowered);
            }
        }
        if (!rule.deny().findings().isEmpty()) {
            refuses(rule);
            SortedMap<String, String> all = denying == null ? new TreeMap<>() : denying;
            rule.deny().findings().forEach(finding -> all.putIfAbsent(finding, rule.id()));
            denying = all;
        }
    }

    /// Whether a caller asks for more of request or response than would be kept.
    boolean isLessThan(PayloadLimit asked) {
        return isAbove(asked.request(), request) || isAbove(asked.response(), response);
    }

    private static boolean isAbove(@Nullable PayloadLevel asked, PayloadLevel kept) {
        return asked != null && asked.compareTo(kept) > 0;
    }

    /// What a caller can ask for, for a message.
    String words() {
        return request == response
                ? PayloadLevel.upTo(request) + ", alone or as 'request=<level>, response=<level>'"
                : PayloadLevel.upTo(request) + " for the request and " + PayloadLevel.upTo(response)
                        + " for the response, as 'request=<level>, response=<level>'";
    }

    /// What a caller asks for.
    void asked(PayloadLimit wish) {
        String lowered = lowered(wish.request(), wish.response());
        if (lowered != null && trace.isTold()) {
            tell(HEADER, "as the caller asks, " + lowered);
        }
    }

    /// Lowers what cannot be kept so: a reference that is not given, and what would outlive the subject's key.
    void settle(boolean hasReference) {
        if (!hasReference) {
            fall(PayloadLevel.REFERENCE, "no Chirograph-Payload-Ref says where the caller keeps it");
        }
        if (ofClass.isErasable()) {
            fall(PayloadLevel.REDACTED, "the class is erasable, and only what is encrypted can be erased");
        }
    }

    private void fall(PayloadLevel from, String why) {
        String lowered =
                lowered(request == from ? PayloadLevel.DIGEST : null, response == from ? PayloadLevel.DIGEST : null);
        if (lowered != null && trace.isTold()) {
            tell(HEADER, lowered + ": " + why);
        }
    }

    /// Lowers what is kept.
    /// @return what became less, in words where somebody is told; null for nothing
    private @Nullable String lowered(@Nullable PayloadLevel ofRequest, @Nullable PayloadLevel ofResponse) {
        PayloadLevel requestBefore = request;
        PayloadLevel responseBefore = response;
        request = PayloadLimit.least(request, ofRequest);
        response = PayloadLimit.least(response, ofResponse);
        if (request == requestBefore && response == responseBefore) {
            return null;
        }
        return trace.isTold() ? words(requestBefore, request, responseBefore, response) : "";
    }

    private static @Nullable String words(
            PayloadLevel requestBefore, PayloadLevel request, PayloadLevel responseBefore, PayloadLevel response) {
        String one = request == requestBefore ? "" : "request from " + requestBefore.wire() + " to " + request.wire();
        String two =
                response == responseBefore ? "" : "response from " + responseBefore.wire() + " to " + response.wire();
        return one.isEmpty() && two.isEmpty()
                ? null
                : "it lowers what is kept: " + one + (one.isEmpty() || two.isEmpty() ? "" : ", ") + two;
    }

    private void tell(String rule, String detail) {
        trace.tell(rule, RuleTrace.Outcome.PASSES, detail);
    }

    private void refuses(Rule rule) {
        if (trace.isTold()) {
            tell(
                    rule.id(),
                    "it refuses a request in which one of these is found: "
                            + String.join(", ", rule.deny().findings()));
        }
    }

    ContentTerms terms() {
        return ofClass.with(request, response, denying == null ? List.of() : List.copyOf(denying.keySet()));
    }

    Map<String, String> denying() {
        return denying == null ? Map.of() : denying;
    }
}
