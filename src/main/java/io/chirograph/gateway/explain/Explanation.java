package io.chirograph.gateway.explain;

import io.chirograph.gateway.dialect.Paths;
import io.chirograph.gateway.dialect.known.Dialects;
import io.chirograph.gateway.settings.GatewayProperties;
import io.chirograph.limits.LimitsProperties;
import io.chirograph.policy.PolicyDecisionPoint;
import io.chirograph.policy.eval.BodyFacts;
import io.chirograph.policy.eval.Decision;
import io.chirograph.policy.eval.RuleTrace;
import io.chirograph.policy.model.CallerFacts;
import io.chirograph.policy.model.OperationClass;
import io.chirograph.policy.model.Parameters;
import io.chirograph.policy.model.PayloadWish;
import io.chirograph.policy.model.PolicyRequest;
import io.chirograph.policy.model.Target;
import io.chirograph.web.ApiException;
import io.chirograph.web.ConditionalOnRole;
import io.chirograph.web.ErrorCode;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/// Says what would happen to a call, rule by rule. Safe for many threads.
///
/// It decides by the policy that it was given, as that is now, and changes nothing.
@ConditionalOnRole(ConditionalOnRole.GATEWAY)
@Component
public final class Explanation {
    private final PolicyDecisionPoint policy;
    private final GatewayProperties gateway;
    private final LimitsProperties estimates;
    private final ExplainedCaller callers;

    Explanation(
            PolicyDecisionPoint policy, GatewayProperties gateway, LimitsProperties estimates, Environment settings) {
        this.policy = policy;
        this.gateway = gateway;
        this.estimates = estimates;
        this.callers = new ExplainedCaller(settings);
    }

    /// A call that nobody makes.
    /// @param key the gateway key's id; null for a caller without any limits
    /// @param provider null for each that is active
    /// @param operation class of the operation; null for what the path is
    /// @param path behind the provider's name; null for inference
    /// @param method that goes with the path
    /// @param endUser whether a token proves that it is made for an end user
    /// @param callId whose target of an alias is drawn; null for no call in particular
    /// @param at the moment that targets' days and hours are asked for; null for now
    public record Question(
            @Nullable String key,
            @Nullable String provider,
            @Nullable String model,
            @Nullable String dataClass,
            PayloadWish payload,
            @Nullable String operation,
            @Nullable String path,
            String method,
            boolean endUser,
            Map<String, String> metadata,
            Map<String, BigDecimal> parameters,
            @Nullable UUID callId,
            @Nullable Instant at) {}

    /// What it comes to.
    public enum Verdict {
        /// By one provider at least.
        ALLOWED,
        REFUSED,
        UNKNOWN
    }

    /// @param out what is said, line by line
    /// @throws ApiException naming the field that nobody can answer for
    /// @throws IllegalStateException there is no such key, or nobody can say
    public Verdict of(Question asked, PrintWriter out) {
        ExplainedCaller.Holder holder = callers.of(asked.key, asked.endUser);
        out.println("policy " + policy.digest() + " (" + policy.file() + ")");
        if (holder.bar() != null) {
            out.println("=> refused: " + holder.bar().code() + " (401), whatever the policy says");
            return Verdict.REFUSED;
        }
        if (!holder.from().isEmpty()) {
            out.println("calls with this key may come from " + String.join(", ", holder.from()) + " alone");
        }
        List<Verdict> verdicts = new ArrayList<>();
        for (String name : names(asked)) {
            GatewayProperties.Provider configured =
                    Objects.requireNonNull(gateway.providers().get(name));
            verdicts.add(explain(asked, question(asked, holder.facts(), name, configured), out));
        }
        return verdicts.contains(Verdict.ALLOWED)
                ? Verdict.ALLOWED
                : verdicts.contains(Verdict.UNKNOWN) ? Verdict.UNKNOWN : Verdict.REFUSED;
    }

    private Verdict explain(Question asked, PolicyRequest question, PrintWriter out) {
        String model = asked.model;
        out.println();
        out.println(question.operation().wire() + " at provider "
                + question.provider().name() + (model == null ? "" : ", model " + model));
        Decision decision = policy.explain(question, step -> out.println(line(step)));
        if (decision instanceof Decision.Allowed allowed && allowed.body() != null) {
            if (model == null && allowed.body().needsModel()) {
                allowed.body().cannotSay();
                out.println("=> cannot be said without a model");
                return Verdict.UNKNOWN;
            }
            decision = allowed.body().decide(new BodyFacts(BodyFacts.Reading.WHOLE, model, values(asked)));
        }
        Decision.Choice choice = decision instanceof Decision.Allowed open ? open.choice() : null;
        if (choice != null) {
            return route(asked, choice, question.provider().name(), out);
        }
        return switch (decision) {
            case Decision.Allowed allowed -> {
                out.println("=> allowed by " + String.join(", ", allowed.facts().rules()) + "; kept: payload "
                        + allowed.facts().payloadLevel().wire() + ", retention "
                        + allowed.facts().retentionClass()
                        + (allowed.facts().dataClass() == null
                                ? ""
                                : ", data class " + allowed.facts().dataClass()));
                KeptWords.of(allowed.terms()).forEach(line -> out.println("   " + line));
                LimitLines.of(allowed.limits(), model, values(asked), unsaid(asked, allowed.alias(), question))
                        .forEach(line -> out.println("   " + line));
                yield Verdict.ALLOWED;
            }
            case Decision.Refused refused -> {
                out.println("=> refused by " + String.join(", ", refused.facts().rules()) + ": " + refused.code() + " ("
                        + refused.code().status() + "), " + refused.detail());
                yield Verdict.REFUSED;
            }
        };
    }

    /// The tokens that an answer has at most where the call does not say.
    private int unsaid(Question asked, @Nullable Target alias, PolicyRequest question) {
        var provider = gateway.providers().get(question.provider().name());
        return Stream.of(
                        alias == null ? null : alias.outputTokens(),
                        provider == null || asked.path == null
                                ? null
                                : provider.route(asked.path).outputTokens(),
                        provider == null ? null : provider.outputTokens())
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(estimates.outputTokens());
    }

    private Verdict route(Question asked, Decision.Choice choice, String here, PrintWriter out) {
        var route = new ExplainedRoute(
                gateway,
                Objects.requireNonNull(gateway.providers().get(here)).dialect(),
                new BodyFacts(BodyFacts.Reading.WHOLE, asked.model, values(asked)),
                asked.callId,
                asked.at == null ? Instant.now() : asked.at,
                out);
        boolean isAllowed = route.tell(choice);
        out.println(isAllowed ? "=> allowed" : "=> refused: no target can be asked");
        return isAllowed ? Verdict.ALLOWED : Verdict.REFUSED;
    }

    private static String line(RuleTrace step) {
        String says = switch (step.outcome()) {
            case PASSES -> "passes";
            case REFUSES -> "refuses";
            case DOES_NOT_APPLY -> "not about it";
            case NEEDS_BODY -> "cannot say";
        };
        return String.format(Locale.ROOT, "  %-12s  %s: %s", says, step.rule(), step.detail());
    }

    /// The provider that is asked about, else all that could be called.
    private List<String> names(Question asked) {
        String provider = asked.provider;
        if (provider != null && !gateway.providers().containsKey(provider)) {
            throw wrong(
                    "provider",
                    provider,
                    "is '" + provider + "'; configured are "
                            + String.join(", ", gateway.providers().keySet()));
        }
        List<String> names = provider != null
                ? List.of(provider)
                : gateway.providers().entrySet().stream()
                        .filter(entry -> entry.getValue().active())
                        .map(Map.Entry::getKey)
                        .toList();
        if (names.isEmpty()) {
            throw wrong("provider", "", "must be named, for none is active");
        }
        return names;
    }

    private static PolicyRequest question(
            Question asked, CallerFacts caller, String name, GatewayProperties.Provider configured) {
        String raw = asked.path == null ? "" : asked.path;
        return new PolicyRequest(
                caller,
                configured.facts(name),
                operation(asked, configured),
                () -> Paths.of(raw).segments(),
                Map.copyOf(asked.metadata),
                asked.payload,
                asked.dataClass);
    }

    private static OperationClass operation(Question asked, GatewayProperties.Provider configured) {
        String operation = asked.operation;
        if (operation != null) {
            return OperationClass.named(operation)
                    .orElseThrow(() -> wrong(
                            "operation",
                            operation,
                            "is '" + operation + "'; classes are " + String.join(", ", OperationClass.words())));
        }
        return asked.path == null
                ? OperationClass.INFERENCE
                : Dialects.byName(configured.dialect())
                        .operation(asked.method, asked.path)
                        .operationClass();
    }

    private static Map<String, List<Object>> values(Question asked) {
        Map<String, List<Object>> values = new TreeMap<>();
        asked.parameters.forEach((word, value) -> values.put(
                Parameters.named(word)
                        .orElseThrow(() -> wrong("parameter", word, "names '" + word + "', which no policy can bound")),
                List.of(value.doubleValue())));
        return values;
    }

    private static ApiException wrong(String field, String value, String says) {
        return new ApiException(ErrorCode.BAD_VALUE, field + " " + says, field, value);
    }
}
