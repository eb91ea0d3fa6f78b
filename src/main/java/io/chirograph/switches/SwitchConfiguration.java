package io.chirograph.switches;

import io.chirograph.recording.Recorder;
import io.chirograph.state.Hearing;
import io.chirograph.state.State;
import io.chirograph.support.metrics.Meters;
import io.chirograph.support.tables.Tables;
import io.chirograph.web.ConditionalOnRole;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Clock;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// The switches of this process, their health and their metrics.
@ConditionalOnRole(ConditionalOnRole.GATEWAY)
@Configuration(proxyBeanMethods = false)
class SwitchConfiguration {
    private static final int SHOWN = 20;

    @Bean
    SwitchBoard switchBoard(State state, Hearing hearing, Recorder recorder, Clock clock) {
        SwitchBoard board = new SwitchBoard(store(state), recorder, clock);
        hearing.onChange(board::reload);
        return board;
    }

    static SwitchStore store(State state) {
        Tables shared = state.shared("switches.json");
        return shared == null ? new SwitchFile(state.directory()) : new SwitchTable(shared);
    }

    /// UP whatever is thrown: a process that refuses because it was told to is well.
    @Bean
    HealthIndicator switchesHealthIndicator(SwitchBoard board) {
        return () -> {
            List<ActiveSwitch> thrown = board.stops().thrown();
            Health.Builder health = Health.up().withDetail("thrown", thrown.size());
            Stream<String> shown = thrown.stream()
                    .limit(SHOWN)
                    .map(each -> each.scope() + " since " + each.since() + ": " + each.reason());
            return (thrown.isEmpty() ? health : health.withDetail("stopped", shown.toList())).build();
        };
    }

    @Bean
    MeterBinder switchMetrics(SwitchBoard board) {
        return registry -> {
            for (SwitchScope.Kind kind : SwitchScope.Kind.values()) {
                Meters.of(registry, "chirograph.switches.", board)
                        .tag("scope", kind.word())
                        .gauge(
                                "thrown",
                                "switches that stop calls now",
                                at -> at.stops().thrown().stream()
                                        .filter(each -> each.scope().kind() == kind)
                                        .count());
            }
        };
    }
}
