package io.chirograph.retention;

import io.chirograph.archive.configured.ConfiguredArchives;
import io.chirograph.recording.Recorder;
import io.chirograph.retention.requests.RetentionRequestStore;
import io.chirograph.retention.watch.LockChanges;
import io.chirograph.retention.watch.LockSnapshotStore;
import io.chirograph.retention.watch.RecordedRequests;
import io.chirograph.retention.watch.RequestWatch;
import io.chirograph.retention.watch.WatchProperties;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/// Requests, and what is found on the objects, in a process that keeps a log. It has no means to change a hold.
@Configuration(proxyBeanMethods = false)
@Import({RequestWatch.class, RecordedRequests.class})
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

    @Bean("retentionChangesHealthIndicator")
    LockChanges lockChanges(
            LockSnapshotStore seen,
            RetentionRequestStore register,
            ConfiguredArchives archives,
            Recorder recorder,
            Clock clock)
            throws IOException {
        return new LockChanges(seen, register, archives, recorder, clock);
    }
}
