package io.chirograph.retention;

import io.chirograph.archive.configured.ConfiguredArchive;
import io.chirograph.archive.configured.ConfiguredArchives;
import io.chirograph.archive.retention.ObjectRetention;
import io.chirograph.archive.retention.RetentionRules;
import io.chirograph.recording.Recorder;
import io.chirograph.retention.requests.RetentionRequestStore;
import io.chirograph.retention.watch.LockChanges;
import io.chirograph.retention.watch.LockSnapshotStore;
import io.chirograph.retention.watch.RecordedRequests;
import io.chirograph.retention.watch.RequestWatch;
import io.chirograph.retention.watch.RetentionHealth;
import io.chirograph.retention.watch.RetentionMetrics;
import io.chirograph.retention.watch.WatchProperties;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;

/// Requests, and what is found on the objects, in a process that keeps a log. It has no means to change a hold.
@Configuration(proxyBeanMethods = false)
@Import({RequestWatch.class, RecordedRequests.class, RetentionMetrics.class})
@EnableConfigurationProperties(WatchProperties.class)
class RetentionConfiguration {
    @Bean
    RetentionRequestStore retentionRegister(@Value("${chirograph.data-dir:./data}") Path dataDirectory)
            throws IOException {
        return RetentionRequestStore.open(dataDirectory);
    }

    @Bean
    LockSnapshotStore seenLocks(@Value("${chirograph.data-dir:./data}") Path dataDirectory) throws IOException {
        return LockSnapshotStore.open(dataDirectory);
    }

    @Bean
    LockChanges lockChanges(
            LockSnapshotStore seen,
            RetentionRequestStore register,
            ConfiguredArchives archives,
            Environment environment,
            Recorder recorder,
            Clock clock)
            throws IOException {
        Map<String, RetentionRules> rules = new HashMap<>();
        for (ConfiguredArchive archive : archives) {
            rules.put(
                    archive.name(),
                    ObjectRetention.configured(Binder.get(environment), archive.properties())
                            .rules());
        }
        return new LockChanges(
                seen, register, archives, name -> Objects.requireNonNull(rules.get(name)), recorder, clock);
    }

    @Bean
    HealthIndicator retentionChangesHealthIndicator(LockChanges changes) {
        return new RetentionHealth(changes);
    }
}
