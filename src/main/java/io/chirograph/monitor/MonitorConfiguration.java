package io.chirograph.monitor;

import io.chirograph.archive.configured.ConfiguredArchives;
import io.chirograph.recording.Recorder;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/// The archives' regular checks, and the renewal of what must not run out.
@Configuration(proxyBeanMethods = false)
@Import(RetentionRenewal.class)
@EnableConfigurationProperties(MonitorProperties.class)
class MonitorConfiguration {
    @Bean("archiveLocksHealthIndicator")
    ArchiveChecks checkedArchives(ConfiguredArchives archives, Recorder recorder, Clock clock) {
        return new ArchiveChecks(archives.all().stream()
                .map(archive -> new ArchiveCheck(archive, recorder, clock))
                .toList());
    }

    @Bean
    Repeating archiveChecking(ArchiveChecks archives, MonitorProperties properties) {
        List<Repeating.Task> tasks = archives.checks().stream()
                .map(check -> new Repeating.Task(
                        "archive-check-" + check.name(),
                        Duration.ZERO,
                        () -> check.run() ? properties.checkEvery() : properties.retry()))
                .toList();
        return new Repeating(tasks, Duration.ofSeconds(2));
    }

    @Bean
    RequiredTiers requiredTiers(ArchiveChecks archives) {
        return new RequiredTiers(archives.checks(), RequiredTiers.WAIT, MonitorConfiguration::end);
    }

    /// Ends the process as a start that was refused does, from a thread of its own: the one that found the reason
    /// is among those that a stop waits for.
    private static void end(LockTierTooLow reason) {
        System.err.println("chirograph: " + reason.getMessage());
        Thread.ofPlatform().name("tier-too-low").start(() -> System.exit(LockTierTooLow.EXIT));
    }
}
