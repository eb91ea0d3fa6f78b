package io.chirograph.policy.eval;

import io.chirograph.policy.model.Alias;
import io.chirograph.policy.model.ProviderFacts;
import io.chirograph.policy.model.Target;
import io.chirograph.support.digest.Sha256;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.BiPredicate;

/// The choice among the targets of one alias for one call.
/// @param isMeant whether a target is for the call at a moment
/// @param judge decides about the call as if this target had been asked for
record TargetChoice(
        String alias,
        Alias targets,
        BiPredicate<Target, Instant> isMeant,
        BiFunction<ProviderFacts, Target, Decision> judge)
        implements Decision.Choice {
    private List<Target> all() {
        return Objects.requireNonNull(targets.targets(), "an alias of one model leaves nothing to choose");
    }

    @Override
    public List<Target> order(UUID callId, Instant now) {
        List<Target> order = new ArrayList<>(meant(now));
        long sum = order.stream().mapToLong(TargetChoice::weight).sum();
        if (sum > 0) {
            long drawn = Long.remainderUnsigned(lot(callId, alias), sum);
            int first = 0;
            while (drawn >= weight(order.get(first))) {
                drawn -= weight(order.get(first));
                first++;
            }
            order.addFirst(order.remove(first));
        }
        return List.copyOf(order);
    }

    private static long weight(Target target) {
        return target.weight() == null ? 0 : target.weight();
    }

    /// The first eight bytes of the SHA-256 of the call's id, a line feed and the alias.
    private static long lot(UUID callId, String alias) {
        return ByteBuffer.wrap(Sha256.of(callId + "\n" + alias)).getLong();
    }

    @Override
    public List<Target> meant(Instant now) {
        return all().stream().filter(each -> isMeant.test(each, now)).toList();
    }

    @Override
    public List<Target> notMeant(Instant now) {
        return all().stream().filter(each -> !isMeant.test(each, now)).toList();
    }

    @Override
    public Decision towards(ProviderFacts provider, Target target) {
        return judge.apply(provider, target);
    }
}
