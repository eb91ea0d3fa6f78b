package io.chirograph.witness;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import java.util.List;
import java.util.function.ToDoubleFunction;

/// The witnesses in numbers.
final class WitnessMetrics implements MeterBinder {
    private final List<WitnessState> witnesses;
    private final Quorum quorum;
    private final Duration timeout;

    WitnessMetrics(List<WitnessState> witnesses, Quorum quorum, Duration timeout) {
        this.witnesses = witnesses;
        this.quorum = quorum;
        this.timeout = timeout;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        Gauge.builder("chirograph.witnesses.quorum.age", quorum, q -> q.age().toMillis() / 1000.0)
                .description("for how long the newest checkpoints have lacked the quorum")
                .baseUnit("seconds")
                .register(registry);
        Gauge.builder("chirograph.witnesses.quorum.overdue", quorum, q -> q.isOverdue() ? 1 : 0)
                .description("1 when that is longer than chirograph.witnesses.alarm-after")
                .register(registry);
        for (WitnessState state : witnesses) {
            gauge(
                    registry,
                    state,
                    "cosigned.size",
                    "size of the newest checkpoint that it cosigned",
                    WitnessState.View::cosigned);
            gauge(
                    registry,
                    state,
                    "refusing",
                    "1 while it refuses to sign: it has seen another history of this log",
                    view -> view.standing() == WitnessState.Standing.REFUSES ? 1 : 0);
            counter(
                    registry,
                    state,
                    "failures",
                    "times that it did not answer, or with nothing of use",
                    WitnessState.View::failures);
            counter(registry, state, "refusals", "times that it refused to sign", WitnessState.View::refusals);
            counter(
                    registry,
                    state,
                    "late",
                    "cosignatures that came after the time-out and were taken",
                    WitnessState.View::late);
        }
    }

    private void gauge(
            MeterRegistry registry,
            WitnessState state,
            String name,
            String what,
            ToDoubleFunction<WitnessState.View> value) {
        Gauge.builder("chirograph.witnesses." + name, state, s -> value.applyAsDouble(s.view(timeout)))
                .tag("witness", state.witness().name())
                .description(what)
                .register(registry);
    }

    private void counter(
            MeterRegistry registry,
            WitnessState state,
            String name,
            String what,
            ToDoubleFunction<WitnessState.View> value) {
        FunctionCounter.builder("chirograph.witnesses." + name, state, s -> value.applyAsDouble(s.view(timeout)))
                .tag("witness", state.witness().name())
                .description(what)
                .register(registry);
    }
}
