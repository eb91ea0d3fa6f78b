package io.chirograph.gateway.explain;

import io.chirograph.gateway.dialect.Paths;
import io.chirograph.gateway.dialect.known.Dialects;
import io.chirograph.gateway.settings.GatewayProperties;
import io.chirograph.limits.LimitsProperties;
import io.chirograph.policy.PolicyDecisionPoint;
import io.chirograph.policy.PolicyProperties;
import io.chirograph.policy.eval.BodyFacts;
import io.chirograph.policy.eval.Decision;
import io.chirograph.policy.eval.RuleTrace;
import io.chirograph.policy.model.CallerFacts;
import io.chirograph.policy.model.ContentAbilities;
import io.chirograph.policy.model.OperationClass;
import io.chirograph.policy.model.Parameters;
import io.chirograph.policy.model.PayloadWish;
import io.chirograph.policy.model.PolicyRequest;
import io.chirograph.policy.model.Target;
import io.chirograph.support.command.ChirographCommand;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `chirograph policy explain`: what would happen to a call, rule by rule. Exit code 0: it would be allowed, by one
/// provider at least where none is named; 1: it would be refused; 2: that cannot be said.
@Command(
        name = "explain",
        mixinStandardHelpOptions = true,
        description =
                "Say what would happen to a call, rule by rule. Exit code 0: allowed, 1: refused, 2: cannot be said.")
final class ExplainCommand extends ChirographCommand implements Callable<Integer> {
    private static final int ALLOWED = 0;
    private static final int REFUSED = 1;
    private static final int UNKNOWN = 2;

    private final Function<@Nullable Path, Environment> environment;
    private final Function<Environment, Set<String>> retention;
    private final Function<Environment, ContentAbilities> abilities;

    @Option(names = "--key", description = "id of the gateway key; without it, a caller without any limits")
    private @Nullable String key;

    @Option(names = "--provider", description = "the provider; without it, each that is active")
    private @Nullable String provider;

    @Option(names = "--model", description = "the model asked for")
    private @Nullable String model;

    @Option(names = "--data-class", description = "as in Chirograph-Data-Class")
    private @Nullable String dataClass;

    @Option(names = "--payload", description = "as in Chirograph-Payload")
    private @Nullable String payload;

    @Option(names = "--payload-ref", description = "as if Chirograph-Payload-Ref said where the caller keeps it")
    private boolean isReferenced;

    @Option(names = "--operation", description = "class of the operation (inference, or what --path is)")
    private @Nullable String operation;

    @Option(names = "--path", description = "the path behind the provider's name, /v1/chat/completions")
    private @Nullable String path;

    @Option(names = "--method", defaultValue = "POST", description = "the method that goes with --path (POST)")
    private String method = "POST";

    @Option(names = "--user", description = "as if a token proved that the call is made for this end user")
    private @Nullable String user;

    @Option(names = "--metadata", paramLabel = "NAME=VALUE", description = "an entry of Chirograph-Metadata")
    private Map<String, String> metadata = new LinkedHashMap<>();

    @Option(names = "--parameter", paramLabel = "NAME=NUMBER", description = "a parameter, such as max_tokens=4096")
    private Map<String, BigDecimal> parameters = new LinkedHashMap<>();

    @Option(names = "--file", description = "a policy to try instead of the configured one")
    private @Nullable Path file;

    @Option(names = "--call-id", description = "the call whose target of an alias is drawn")
    private @Nullable UUID callId;

    @Option(names = "--at", description = "the moment that targets' days and hours are asked for (now)")
    private @Nullable Instant at;

    ExplainCommand(
            Function<@Nullable Path, Environment> environment,
            Function<Environment, Set<String>> retention,
            Function<Environment, ContentAbilities> abilities) {
        this.environment = environment;
        this.retention = retention;
        this.abilities = abilities;
    }

    @Override
    public Integer call() {
        Environment settings = environment.apply(file);
        Binder binder = Binder.get(settings);
        PolicyDecisionPoint policy = policy(settings, binder);
        GatewayProperties gateway = binder.bindOrCreate("chirograph.gateway", GatewayProperties.class);
        LimitsProperties estimates = binder.bindOrCreate("chirograph.limits", LimitsProperties.class);
        ExplainedCaller.Holder holder = new ExplainedCaller(settings).of(key, user != null);
        PrintWriter out = out();
        out.println("policy " + policy.digest() + " (" + policy.file() + ")");
        if (holder.bar() != null) {
            out.println("=> refused: " + holder.bar().code() + " (401), whatever the policy says");
            out.flush();
            return REFUSED;
        }
        if (!holder.from().isEmpty()) {
            out.println("calls with this key may come from " + String.join(", ", holder.from()) + " alone");
        }
        List<Integer> exits = new ArrayList<>();
        for (String name : names(gateway)) {
            GatewayProperties.Provider configured =
                    Objects.requireNonNull(gateway.providers().get(name));
            exits.add(explain(policy, question(holder.facts(), name, configured), estimates, gateway, out));
        }
        out.flush();
        return exits.contains(ALLOWED) ? ALLOWED : exits.contains(UNKNOWN) ? UNKNOWN : REFUSED;
    }

    private int explain(
            PolicyDecisionPoint policy,
            PolicyRequest question,
            LimitsProperties estimates,
            GatewayProperties gateway,
            PrintWriter out) {
        out.println();
        out.println(question.operation().wire() + " at provider "
                + question.provider().name() + (model == null ? "" : ", model " + model));
        Decision decision = policy.explain(question, step -> out.println(line(step)));
        if (decision instanceof Decision.Allowed allowed && allowed.body() != null) {
            if (model == null && allowed.body().needsModel()) {
                allowed.body().cannotSay();
                out.println("=> cannot be said without --model");
                return UNKNOWN;
            }
            decision = allowed.body().decide(new BodyFacts(BodyFacts.Reading.WHOLE, model, values()));
        }
        Decision.Choice choice = decision instanceof Decision.Allowed open ? open.choice() : null;
        if (choice != null) {
            return route(choice, question.provider().name(), gateway, out);
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
                LimitLines.of(allowed.limits(), model, values(), unsaid(allowed.alias(), question, estimates, gateway))
                        .forEach(line -> out.println("   " + line));
                yield ALLOWED;
            }
            case Decision.Refused refused -> {
                out.println("=> refused by " + String.join(", ", refused.facts().rules()) + ": " + refused.code() + " ("
                        + refused.code().status() + "), " + refused.detail());
                yield REFUSED;
            }
        };
    }

    private int unsaid(
            @Nullable Target alias, PolicyRequest question, LimitsProperties estimates, GatewayProperties gateway) {
        var provider = gateway.providers().get(question.provider().name());
        return Stream.of(
                        alias == null ? null : alias.outputTokens(),
                        provider == null || path == null
                                ? null
                                : provider.route(path).outputTokens(),
                        provider == null ? null : provider.outputTokens())
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(estimates.outputTokens());
    }

    private int route(Decision.Choice choice, String here, GatewayProperties gateway, PrintWriter out) {
        var route = new ExplainedRoute(
                gateway,
                Objects.requireNonNull(gateway.providers().get(here)).dialect(),
                new BodyFacts(BodyFacts.Reading.WHOLE, model, values()),
                callId,
                at == null ? Instant.now() : at,
                out);
        boolean isAllowed = route.tell(choice);
        out.println(isAllowed ? "=> allowed" : "=> refused: no target can be asked");
        return isAllowed ? ALLOWED : REFUSED;
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

    private PolicyDecisionPoint policy(Environment settings, Binder binder) {
        PolicyProperties configured = binder.bindOrCreate("chirograph.policy", PolicyProperties.class);
        boolean isDevelopment =
                settings.getProperty("chirograph.environment", "").equals("development");
        return PolicyDecisionPoint.onTrial(
                configured,
                Path.of(settings.getProperty("chirograph.home", ".")),
                retention.apply(settings),
                abilities.apply(settings),
                isDevelopment);
    }

    /// The provider that is asked about, else all that could be called.
    private List<String> names(GatewayProperties gateway) {
        if (provider != null && !gateway.providers().containsKey(provider)) {
            throw usage("--provider is '" + provider + "'; configured are "
                    + String.join(", ", gateway.providers().keySet()));
        }
        List<String> names = provider != null
                ? List.of(provider)
                : gateway.providers().entrySet().stream()
                        .filter(entry -> entry.getValue().active())
                        .map(Map.Entry::getKey)
                        .toList();
        if (names.isEmpty()) {
            throw usage("no provider is active; name one with --provider");
        }
        return names;
    }

    private PolicyRequest question(CallerFacts caller, String name, GatewayProperties.Provider configured) {
        String raw = path == null ? "" : path;
        return new PolicyRequest(
                caller,
                configured.facts(name),
                operation(configured, raw),
                () -> Paths.of(raw).segments(),
                Map.copyOf(metadata),
                new PayloadWish(payload, false, isReferenced),
                dataClass);
    }

    private OperationClass operation(GatewayProperties.Provider configured, String raw) {
        if (operation != null) {
            return OperationClass.named(operation)
                    .orElseThrow(() -> usage("--operation is '" + operation + "'; classes are "
                            + String.join(", ", OperationClass.words())));
        }
        return path == null
                ? OperationClass.INFERENCE
                : Dialects.byName(configured.dialect()).operation(method, raw).operationClass();
    }

    private Map<String, List<Object>> values() {
        Map<String, List<Object>> values = new TreeMap<>();
        parameters.forEach((word, value) -> values.put(
                Parameters.named(word)
                        .orElseThrow(() -> usage("--parameter names '" + word + "', which no policy can bound")),
                List.of(value.doubleValue())));
        return values;
    }
}
