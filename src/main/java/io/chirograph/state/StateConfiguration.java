package io.chirograph.state;

import io.chirograph.support.metrics.Meters;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.nio.file.Path;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// Where this process has its state, and what it hears of it.
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(StateProperties.class)
class StateConfiguration {
    @Bean
    State state(@Value("${chirograph.data-dir:./data}") Path dataDirectory, StateProperties properties) {
        return State.open(dataDirectory, properties);
    }

    @Bean
    Hearing hearing(State state, StateProperties properties) {
        return new Hearing(state, properties.deafAfter());
    }

    /// DOWN while calls are refused because nothing is heard.
    @Bean
    HealthIndicator stateHealthIndicator(State state, Hearing hearing) {
        return () -> {
            if (!state.isShared()) {
                return Health.up().withDetail("kept", "files").build();
            }
            Health.Builder health = hearing.isDeaf() ? Health.down() : Health.up();
            return health.withDetail("kept", "database")
                    .withDetail("heardSecondsAgo", hearing.silence().toSeconds())
                    .build();
        };
    }

    @Bean
    MeterBinder stateMetrics(State state, Hearing hearing) {
        return registry -> {
            if (state.isShared()) {
                Meters.of(registry, "chirograph.state.", hearing)
                        .flag("deaf", "calls are refused because nothing is heard of the shared state", Hearing::isDeaf)
                        .in("seconds")
                        .gauge(
                                "silence",
                                "how long nothing was heard of the shared state",
                                at -> at.silence().toMillis() / 1000.0);
            }
        };
    }
}
