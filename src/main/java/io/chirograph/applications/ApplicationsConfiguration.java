package io.chirograph.applications;

import io.chirograph.content.capture.ContentCapture;
import io.chirograph.event.UuidV7;
import io.chirograph.journal.Journal;
import io.chirograph.policy.PolicyDecisionPoint;
import io.chirograph.recording.Recorder;
import io.chirograph.web.ConditionalOnRole;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@ConditionalOnRole(ConditionalOnRole.GATEWAY)
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ApplicationsProperties.class)
class ApplicationsConfiguration {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Bean
    IdempotencyKeys idempotencyKeys(
            @Value("${chirograph.data-dir:./data}") Path dataDirectory, Journal journal, Clock clock)
            throws IOException {
        return IdempotencyKeys.open(dataDirectory, journal, clock);
    }

    @Bean
    ApplicationEvents applicationEvents(
            ApplicationsProperties properties,
            PolicyDecisionPoint policy,
            ContentCapture capture,
            Recorder recorder,
            UuidV7 ids,
            IdempotencyKeys keys,
            Journal journal) {
        return new ApplicationEvents(
                new EventReader(new DeclaredTypes(properties)),
                new EventRecorder(policy, capture, recorder, ids),
                keys,
                journal,
                PATIENCE);
    }

    @Bean
    EventRefusals eventRefusals(PolicyDecisionPoint policy, ContentCapture capture, Recorder recorder, UuidV7 ids) {
        return new EventRefusals(policy, capture, recorder, ids);
    }
}
