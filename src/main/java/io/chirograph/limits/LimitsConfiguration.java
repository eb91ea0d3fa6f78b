package io.chirograph.limits;

import io.chirograph.journal.Journal;
import io.chirograph.policy.PolicyDecisionPoint;
import io.chirograph.recording.Recorder;
import io.chirograph.support.metrics.Meters;
import io.chirograph.web.ConditionalOnRole;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// Limits in a running process.
@ConditionalOnRole(ConditionalOnRole.GATEWAY)
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(LimitsProperties.class)
class LimitsConfiguration {
    @Bean
    Limits limits(
            @Value("${chirograph.data-dir:./data}") Path dataDir,
            Journal journal,
            Clock clock,
            PolicyDecisionPoint policy,
            Recorder recorder,
            LimitsProperties properties,
            MeterRegistry registry) {
        var limits = new Limits(
                dataDir,
                journal,
                new LimitClock(clock, System::nanoTime),
                policy::limits,
                recorder,
                properties.subjects());
        Meters.of(registry, "chirograph.limits.", limits)
                .gauge(
                        "subjects",
                        "subjects whose usage of a limit is counted now",
                        l -> l.usage().subjects())
                .counter(
                        "shared",
                        "calls of subjects that a limit did not tell apart, because it had too many",
                        l -> l.usage().shared())
                .counter("warnings", "thresholds of limits that were reached and recorded", Limits::warnings)
                .gauge("ledger.behind", "records of the journal that the ledger of limits has not read", Limits::behind)
                .counter(
                        "ledger.lost",
                        "records of the journal that were gone before the ledger of limits had read them",
                        Limits::lost)
                .in("seconds")
                .gauge(
                        "clock.ahead",
                        "how far the time of limits is ahead of the system's clock, which was set back",
                        l -> Meters.seconds(l.clock().ahead()));
        return limits;
    }

    @Bean
    LimitsFollower limitsFollower(Limits limits) {
        return new LimitsFollower(limits);
    }
}
