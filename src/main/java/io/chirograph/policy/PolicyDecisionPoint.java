package io.chirograph.policy;

import io.chirograph.event.facts.ConfigChanged;
import io.chirograph.event.value.Actor;
import io.chirograph.policy.eval.Decision;
import io.chirograph.policy.eval.HeaderEvaluator;
import io.chirograph.policy.eval.PolicyVersion;
import io.chirograph.policy.eval.RuleTrace;
import io.chirograph.policy.model.CallerFacts;
import io.chirograph.policy.model.ContentAbilities;
import io.chirograph.policy.model.InvalidPolicy;
import io.chirograph.policy.model.Limit;
import io.chirograph.policy.model.OperationClass;
import io.chirograph.policy.model.PayloadWish;
import io.chirograph.policy.model.Policy;
import io.chirograph.policy.model.PolicyRequest;
import io.chirograph.policy.model.ProviderFacts;
import io.chirograph.policy.text.PolicyText;
import io.chirograph.recording.FactSink;
import io.chirograph.recording.RecordingUnavailable;
import io.chirograph.recording.ReloadRefused;
import io.chirograph.recording.Reloadable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The policy that decides about calls. Replaced as a whole, after the change is recorded; one call is judged by
/// one policy. Thread-safe; deciding takes no lock.
public final class PolicyDecisionPoint implements Reloadable {
    static final String NAME = "policy";
    private static final ProviderFacts NOWHERE = new ProviderFacts("", Map.of());

    private final PolicySource source;
    private final boolean isDevelopment;
    private final FactSink trail;
    private volatile InForce inForce;
    private volatile @Nullable String refused;

    private record InForce(PolicyVersion version, String name, Optional<String> file) {}

    /// Reads the policy; a bad one is not begun with.
    /// @throws IllegalArgumentException naming the file, the line and the reason
    PolicyDecisionPoint(PolicySource source, boolean isDevelopment, FactSink trail) {
        this.source = source;
        this.isDevelopment = isDevelopment;
        this.trail = trail;
        try {
            inForce = made(source.file());
        } catch (IOException | InvalidPolicy e) {
            throw new IllegalArgumentException("chirograph.policy.file " + described(e));
        }
    }

    /// The retention classes that a policy names, valid names or not; none where it is not valid otherwise.
    public static Set<String> retentionNames(@Nullable Path file, Path home) {
        try {
            PolicySource source = new PolicySource(file, PolicySource.usual(home), null, null);
            Policy policy = source.read(source.file()).policy();
            return Stream.concat(
                            Stream.of(policy.retention(), policy.payloadRetention()),
                            policy.dataClasses().stream()
                                    .flatMap(one -> Stream.of(one.retention(), one.payloadRetention())))
                    .filter(Objects::nonNull)
                    .collect(Collectors.toSet());
        } catch (IOException | InvalidPolicy unusable) {
            return Set.of();
        }
    }

    /// A policy that decides nothing in earnest, judged as at a start.
    /// @param abilities what can be done with content; null where nobody knows
    /// @throws IllegalArgumentException naming the file, the line and the reason
    public static PolicyDecisionPoint onTrial(
            PolicyProperties properties,
            Path home,
            Set<String> retention,
            @Nullable ContentAbilities abilities,
            boolean isDevelopment) {
        return new PolicyDecisionPoint(
                PolicySource.of(properties, home, retention, abilities), isDevelopment, fact -> new UUID(0, 0));
    }

    private InForce made(Optional<String> file) throws InvalidPolicy {
        PolicyText text = source.read(file);
        return new InForce(new PolicyVersion(text.policy(), text.digest(), isDevelopment), source.name(file), file);
    }

    private String described(Exception e) {
        return e instanceof InvalidPolicy ? source.path() + ", " + e.getMessage() : String.valueOf(e.getMessage());
    }

    public Decision decide(PolicyRequest call) {
        return HeaderEvaluator.decide(inForce.version, call);
    }

    /// Decides how content is kept that goes to no provider.
    /// @param dataClass the class that the caller names; null for none
    public Decision content(CallerFacts caller, PayloadWish wish, @Nullable String dataClass) {
        return HeaderEvaluator.content(
                inForce.version,
                new PolicyRequest(caller, NOWHERE, OperationClass.UNKNOWN, List::of, Map.of(), wish, dataClass));
    }

    /// Decides, telling what each rule says.
    public Decision explain(PolicyRequest call, Consumer<RuleTrace> steps) {
        return HeaderEvaluator.explain(inForce.version, call, steps);
    }

    /// The limits of the policy in force.
    public List<Limit> limits() {
        return inForce.version.policy().limits();
    }

    /// The policy in force, with what follows from it.
    public PolicyVersion version() {
        return inForce.version;
    }

    /// `sha256:<hex>` of the canonical form of the policy in force.
    public String digest() {
        return inForce.version.digest();
    }

    @Override
    public String name() {
        return NAME;
    }

    /// The file that the policy in force was read from, or `built-in`.
    public String file() {
        return inForce.name;
    }

    /// Why the file as it is now is not in force; null where it is.
    public @Nullable String refused() {
        return refused;
    }

    @Override
    public boolean reload(Actor operator, String reason) throws ReloadRefused, RecordingUnavailable {
        try {
            return take(source.file(), operator, reason);
        } catch (IOException e) {
            throw refuse(described(e));
        }
    }

    /// Takes a text that is or was in the file.
    synchronized boolean take(Optional<String> file, Actor operator, String reason)
            throws ReloadRefused, RecordingUnavailable {
        InForce now = inForce;
        if (file.equals(now.file)) {
            refused = null;
            return false;
        }
        if (file.isEmpty()) {
            throw refuse(source.path() + " is gone; what it said stays in force");
        }
        InForce next;
        try {
            next = made(file);
        } catch (InvalidPolicy e) {
            throw refuse(described(e));
        }
        if (!next.version.digest().equals(now.version.digest())) {
            trail.record(change(now.version.digest(), now.name, next, reason, operator));
        }
        inForce = next;
        refused = null;
        return true;
    }

    /// Records that this process began with another policy than the one before it ended with, or that nobody can say.
    void begunAfter(Optional<String> digest, Actor operator) throws RecordingUnavailable {
        InForce now = inForce;
        if (!digest.equals(Optional.of(now.version.digest()))) {
            String reason = digest.isPresent()
                    ? "changed while the process was stopped"
                    : "in force at the start; what was in force before is not known";
            trail.record(change(digest.orElse(null), null, now, reason, operator));
        }
    }

    private static ConfigChanged change(
            @Nullable String digest, @Nullable String name, InForce next, String reason, Actor operator) {
        SortedMap<String, Object> before = new TreeMap<>();
        if (digest != null) {
            before.put("digest", digest);
        }
        if (name != null) {
            before.put("source", name);
        }
        return new ConfigChanged(
                NAME,
                before,
                new TreeMap<>(Map.of("digest", next.version.digest(), "source", next.name)),
                reason,
                operator);
    }

    private ReloadRefused refuse(String message) {
        refused = message;
        return new ReloadRefused(message);
    }
}
