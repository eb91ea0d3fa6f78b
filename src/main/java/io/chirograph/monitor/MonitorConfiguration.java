package io.chirograph.monitor;

import io.chirograph.archive.Archive;
import io.chirograph.archive.ArchiveProperties;
import io.chirograph.recording.Recorder;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// The archive's regular check and its health.
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(MonitorProperties.class)
class MonitorConfiguration {
    @Bean
    ArchiveCheck archiveCheck(Archive archive, ArchiveProperties properties, Recorder recorder, Clock clock) {
        return new ArchiveCheck(archive, properties, recorder, clock);
    }

    @Bean
    Repeating archiveChecks(ArchiveCheck check, MonitorProperties properties) {
        return schedule(check, properties);
    }

    static Repeating schedule(ArchiveCheck check, MonitorProperties properties) {
        Repeating.Task task = new Repeating.Task(
                "archive-check", Duration.ZERO, () -> check.run() ? properties.checkEvery() : properties.retry());
        return new Repeating(List.of(task), Duration.ofSeconds(2));
    }

    @Bean
    HealthIndicator archiveLocksHealthIndicator(ArchiveCheck check) {
        return new ArchiveCheckHealth(check);
    }

    @Bean
    ArchiveCheckMetrics archiveCheckMetrics(ArchiveCheck check) {
        return new ArchiveCheckMetrics(check);
    }
}
