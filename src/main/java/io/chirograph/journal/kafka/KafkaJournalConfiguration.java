package io.chirograph.journal.kafka;

import io.chirograph.journal.JournalCorruptException;
import io.chirograph.journal.JournalProperties;
import io.chirograph.journal.internal.JournalMetrics;
import io.chirograph.support.metrics.Meters;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.LivenessState;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// The journal of this process on Kafka, its health and its metrics.
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty(name = "chirograph.journal.type", havingValue = "kafka")
@EnableConfigurationProperties({JournalProperties.class, KafkaProperties.class})
class KafkaJournalConfiguration {
    @Bean
    KafkaJournal journal(
            JournalProperties limits,
            KafkaProperties settings,
            @Value("${chirograph.environment:}") String environment,
            @Value("${chirograph.data-dir:./data}") Path dataDirectory,
            ObjectProvider<Claim> held,
            ApplicationEventPublisher events,
            MeterRegistry registry)
            throws IOException, JournalCorruptException {
        requireNoOther(limits.placeIn(dataDirectory));
        KafkaJournal journal =
                KafkaJournal.open(settings, limits, environment, held.getIfAvailable(), new JournalMetrics(registry));
        if (settings.isOneOfSeveral()) {
            journal.whenFailed(() -> AvailabilityChangeEvent.publish(events, journal, LivenessState.BROKEN));
        }
        JournalMetrics.bind(journal, registry);
        Meters.of(registry, "chirograph.journal.kafka.", journal)
                .gauge(
                        "findings",
                        "what the cluster lacks to be relied on",
                        one -> one.findings().size())
                .gauge(
                        "partition",
                        "which partition this process holds",
                        one -> one.topics().partition())
                .flag("held", "1 while the group's coordinator has confirmed lately that it does", KafkaJournal::isHeld)
                .in("seconds")
                .gauge("claim.age", "how long ago it confirmed that", KafkaJournal::claimAge)
                .gauge("silence", "how long the brokers owe an acknowledgement", KafkaJournal::silence);
        return journal;
    }

    /// Events that lie there would never be exported.
    private static void requireNoOther(Path directory) throws IOException {
        if (Files.isDirectory(directory)) {
            try (Stream<Path> files = Files.list(directory)) {
                if (files.anyMatch(file -> file.toString().endsWith(".journal"))) {
                    throw new IllegalStateException(
                            "chirograph.journal.type is kafka and the data directory has a journal"
                                    + " on disk, " + directory
                                    + ": a log that moves is another log, with a data directory of"
                                    + " its own");
                }
            }
        }
    }

    @Bean
    HealthIndicator journalHealthIndicator(KafkaJournal journal) {
        return new KafkaJournalHealth(journal);
    }
}
