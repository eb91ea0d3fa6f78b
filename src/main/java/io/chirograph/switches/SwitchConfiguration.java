package io.chirograph.switches;

import io.chirograph.recording.Recorder;
import io.chirograph.web.ConditionalOnRole;
import java.nio.file.Path;
import java.time.Clock;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// The switches of this process, their health and their metrics.
@ConditionalOnRole(ConditionalOnRole.GATEWAY)
@Configuration(proxyBeanMethods = false)
class SwitchConfiguration {
    @Bean
    SwitchBoard switchBoard(
            @Value("${chirograph.data-dir:./data}") Path dataDirectory, Recorder recorder, Clock clock) {
        return new SwitchBoard(dataDirectory, recorder, clock);
    }

    @Bean
    HealthIndicator switchesHealthIndicator(SwitchBoard board) {
        return new SwitchHealth(board);
    }

    @Bean
    SwitchMetrics switchMetrics(SwitchBoard board) {
        return new SwitchMetrics(board);
    }
}
