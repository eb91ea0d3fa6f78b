package io.chirograph.journal.internal;

import io.chirograph.journal.JournalCorruptException;
import io.chirograph.journal.JournalProperties;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// The journal of this process on its disk, its health and its metrics.
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty(name = "chirograph.journal.type", havingValue = "disk", matchIfMissing = true)
@EnableConfigurationProperties(JournalProperties.class)
class JournalConfiguration {
    @Bean
    DiskJournal journal(
            JournalProperties properties,
            @Value("${chirograph.data-dir:./data}") Path dataDirectory,
            Clock clock,
            MeterRegistry registry)
            throws IOException, JournalCorruptException {
        Path directory = properties.directoryIn(dataDirectory);
        var metrics = new JournalMetrics(registry);
        var journal = DiskJournal.open(directory, properties, clock, new LocalDisk(), metrics, true);
        JournalMetrics.bind(journal, registry);
        JournalMetrics.bindFiles(journal, registry);
        return journal;
    }

    @Bean
    HealthIndicator journalHealthIndicator(DiskJournal journal) {
        return new JournalHealth(journal);
    }
}
