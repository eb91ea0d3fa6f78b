package io.chirograph.switches;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

/// How many switches of each kind are thrown.
final class SwitchMetrics implements MeterBinder {
    private final SwitchBoard board;

    SwitchMetrics(SwitchBoard board) {
        this.board = board;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        for (Scope.Kind kind : Scope.Kind.values()) {
            Gauge.builder("chirograph.switches.thrown", board, at -> count(at, kind))
                    .tag("scope", kind.word())
                    .description("switches that stop calls now")
                    .register(registry);
        }
    }

    private static long count(SwitchBoard board, Scope.Kind kind) {
        return board.stops().thrown().stream()
                .filter(each -> each.scope().kind() == kind)
                .count();
    }
}
