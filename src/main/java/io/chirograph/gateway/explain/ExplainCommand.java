package io.chirograph.gateway.explain;

import io.chirograph.gateway.settings.GatewayProperties;
import io.chirograph.limits.LimitsProperties;
import io.chirograph.policy.PolicyDecisionPoint;
import io.chirograph.policy.PolicyProperties;
import io.chirograph.policy.model.ContentAbilities;
import io.chirograph.policy.model.PayloadWish;
import io.chirograph.support.command.ChirographCommand;
import io.chirograph.web.ApiException;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.function.Function;
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
        Explanation explanation = new Explanation(
                policy(settings, binder),
                binder.bindOrCreate("chirograph.gateway", GatewayProperties.class),
                binder.bindOrCreate("chirograph.limits", LimitsProperties.class),
                settings);
        var question = new Explanation.Question(
                key,
                provider,
                model,
                dataClass,
                new PayloadWish(payload, false, isReferenced),
                operation,
                path,
                method,
                user != null,
                metadata,
                parameters,
                callId,
                at);
        PrintWriter out = out();
        try {
            return switch (explanation.of(question, out)) {
                case ALLOWED -> 0;
                case REFUSED -> 1;
                case UNKNOWN -> 2;
            };
        } catch (ApiException e) {
            throw usage("--" + e.detail());
        } finally {
            out.flush();
        }
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
}
