package io.chirograph.switches;

import io.chirograph.support.metrics.Meters;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

/// How many switches of each kind are thrown.
record SwitchMetrics(SwitchBoard board) implements MeterBinder {
    @Override
    public void bindTo(MeterRegistry registry) {
        for (SwitchScope.Kind kind : SwitchScope.Kind.values()) {
            Meters.of(registry, "chirograph.switches.", board)
                    .tag("scope", kind.word())
                    .gauge("thrown", "switches that stop calls now", at -> count(at, kind));
        }
    }

    private static long count(SwitchBoard board, SwitchScope.Kind kind) {
        return board.stops().thrown().stream()
                .filter(each -> each.scope().kind() == kind)
                .count();
    }
}
