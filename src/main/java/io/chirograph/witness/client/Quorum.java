package io.chirograph.witness.client;

import io.chirograph.support.metrics.Meters;
import io.chirograph.witness.client.WitnessState.View;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/// How the newest checkpoint stands with all witnesses together: health and metrics. Thread-safe.
///
/// DOWN when a witness refuses or the quorum has been missing for too long. No part of readiness: calls go on.
final class Quorum implements HealthIndicator, MeterBinder {
    private static final String PREFIX = "chirograph.witnesses.";

    private final List<WitnessState> witnesses;
    private final int needed;
    private final WitnessesProperties properties;
    private final Clock clock;
    private long newest;
    private @Nullable Instant missingSince;

    Quorum(List<WitnessState> witnesses, WitnessesProperties properties, Clock clock) {
        this.witnesses = List.copyOf(witnesses);
        this.needed = properties.quorumOf(witnesses.size());
        this.properties = properties;
        this.clock = clock;
    }

    List<WitnessState> witnesses() {
        return witnesses;
    }

    /// There is a checkpoint of this size now.
    synchronized void offered(long size) {
        newest = Math.max(newest, size);
        age();
    }

    /// How many have cosigned the newest checkpoint.
    synchronized long signed() {
        return witnesses.stream()
                .filter(state -> newest > 0 && state.cosignedSize() >= newest)
                .count();
    }

    /// For how long the newest checkpoints have lacked the quorum; zero when the newest one has it.
    synchronized Duration age() {
        if (newest == 0 || signed() >= needed) {
            missingSince = null;
            return Duration.ZERO;
        }
        Instant now = clock.instant();
        if (missingSince == null) {
            missingSince = now;
        }
        Duration age = Duration.between(missingSince, now);
        return age.isNegative() ? Duration.ZERO : age;
    }

    boolean isOverdue() {
        return age().compareTo(properties.alarmAfter()) > 0;
    }

    @Override
    public synchronized Health health() {
        boolean refused = false;
        Map<String, Object> details = new LinkedHashMap<>();
        for (WitnessState state : witnesses) {
            View view = state.view(properties.timeout());
            refused |= view.standing() == WitnessState.Standing.REFUSES;
            details.put(state.witness().name(), details(view));
        }
        Health.Builder health = refused || isOverdue() ? Health.down() : Health.up();
        return health.withDetail("newestSize", newest)
                .withDetail("cosignedBy", signed())
                .withDetail("quorum", needed)
                .withDetail("quorumMissingFor", age().toString())
                .withDetail("witnesses", details)
                .build();
    }

    private static Map<String, Object> details(View view) {
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("standing", view.standing().name().toLowerCase(Locale.ROOT));
        details.put("cosignedSize", view.cosigned());
        if (view.cosignedAt() != null) {
            details.put("cosignedAt", view.cosignedAt().toString());
        }
        if (view.why() != null) {
            details.put("why", view.why());
        }
        return details;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        Meters.of(registry, PREFIX, this)
                .flag(
                        "quorum.overdue",
                        "1 when that is longer than chirograph.witnesses.alarm-after",
                        Quorum::isOverdue)
                .in("seconds")
                .gauge(
                        "quorum.age",
                        "for how long the newest checkpoints have lacked the quorum",
                        q -> Meters.seconds(q.age()));
        for (WitnessState state : witnesses) {
            Meters.of(registry, PREFIX, state)
                    .tag("witness", state.witness().name())
                    .gauge("cosigned.size", "size of the newest checkpoint that it cosigned", of(View::cosigned))
                    .gauge(
                            "refusing",
                            "1 while it refuses to sign: it has seen another history of this log",
                            of(view -> view.standing() == WitnessState.Standing.REFUSES ? 1 : 0))
                    .counter("failures", "times that it did not answer, or with nothing of use", of(View::failures))
                    .counter("refusals", "times that it refused to sign", of(View::refusals))
                    .counter("late", "cosignatures that came after the time-out and were taken", of(View::late));
        }
    }

    private ToDoubleFunction<WitnessState> of(ToDoubleFunction<View> value) {
        return state -> value.applyAsDouble(state.view(properties.timeout()));
    }
}
