package io.chirograph.retention;

import io.chirograph.archive.ConfiguredArchive;
import io.chirograph.archive.ConfiguredArchives;
import io.chirograph.archive.ObjectRetention;
import io.chirograph.archive.RetentionRules;
import io.chirograph.recording.Recorder;
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
import org.springframework.core.env.Environment;

/// Requests, and what is found on the objects, in a process that keeps a log. It has no means to change a hold.
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(WatchProperties.class)
class RetentionConfiguration {
    @Bean
    Register retentionRegister(@Value("${chirograph.data-dir:./data}") Path dataDirectory) throws IOException {
        return Register.open(dataDirectory);
    }

    @Bean
    SeenLocks seenLocks(@Value("${chirograph.data-dir:./data}") Path dataDirectory) throws IOException {
        return SeenLocks.open(dataDirectory);
    }

    @Bean
    LockChanges lockChanges(
            SeenLocks seen,
            Register register,
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
    RequestWatch requestWatch(
            Register register,
            LockChanges changes,
            ConfiguredArchives archives,
            WatchProperties properties,
            Clock clock) {
        return new RequestWatch(register, changes, archives, properties, clock);
    }

    @Bean
    Requests recordedRequests(
            Recorder recorder, Register register, RequestWatch watch, LockChanges changes, Clock clock) {
        return new RecordedRequests(recorder, register, watch, changes, clock);
    }

    @Bean
    RetentionMetrics retentionMetrics(LockChanges changes) {
        return new RetentionMetrics(changes);
    }

    @Bean
    HealthIndicator retentionChangesHealthIndicator(LockChanges changes) {
        return new RetentionHealth(changes);
    }
}
