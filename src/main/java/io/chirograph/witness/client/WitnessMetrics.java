package io.chirograph.witness.client;

import io.chirograph.support.metrics.Meters;
import io.chirograph.witness.client.WitnessState.View;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import java.util.List;
import java.util.function.ToDoubleFunction;

/// The witnesses in numbers.
record WitnessMetrics(List<WitnessState> witnesses, Quorum quorum, Duration timeout) implements MeterBinder {
    private static final String PREFIX = "chirograph.witnesses.";

    @Override
    public void bindTo(MeterRegistry registry) {
        var all = Meters.of(registry, PREFIX, quorum)
                .flag(
                        "quorum.overdue",
                        "1 when that is longer than chirograph.witnesses.alarm-after",
                        Quorum::isOverdue);
        all.in("seconds")
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
        return state -> value.applyAsDouble(state.view(timeout));
    }
}
