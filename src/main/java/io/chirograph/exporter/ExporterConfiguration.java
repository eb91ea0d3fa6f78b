package io.chirograph.exporter;

import io.chirograph.archive.configured.ConfiguredArchives;
import io.chirograph.exporter.keys.ExportStoppedException;
import io.chirograph.exporter.keys.KeyRing;
import io.chirograph.exporter.keys.LogIdentity;
import io.chirograph.exporter.keys.LogProperties;
import io.chirograph.exporter.keys.SigningKeyFile;
import io.chirograph.journal.Journal;
import io.chirograph.journal.JournalCorruptException;
import io.chirograph.tlog.note.NoteSigner;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// The exporter of this process, its key, its health and its metrics.
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({ExporterProperties.class, LogProperties.class})
class ExporterConfiguration {
    private static final Logger LOG = LoggerFactory.getLogger(ExporterConfiguration.class);

    @Bean
    NoteSigner logSigner(LogProperties properties) throws IOException {
        return SigningKeyFile.load(
                properties.requiredSigningKey(), properties.requiredOrigin(), properties.passphrase());
    }

    @Bean
    KeyRing keyRing(
            NoteSigner logSigner, LogProperties properties, @Value("${chirograph.data-dir:./data}") Path dataDirectory)
            throws IOException {
        return KeyRing.open(logSigner, properties, dataDirectory);
    }

    @Bean
    LogIdentity logIdentity(NoteSigner logSigner) {
        return LogIdentity.of(logSigner.verifierKey());
    }

    @Bean
    Exporters exporters(
            Journal journal,
            ConfiguredArchives archives,
            KeyRing keyRing,
            ExporterProperties properties,
            Clock clock,
            MeterRegistry registry,
            @Value("${chirograph.data-dir:./data}") Path dataDirectory)
            throws IOException, JournalCorruptException {
        Staging staging = new Staging(dataDirectory.resolve("staging"));
        requireJournal(staging, journal);
        Exporters exporters =
                Exporters.of(new ExportedLog(journal, keyRing, staging, properties, clock, System::nanoTime), archives);
        ExportMetrics.bind(exporters.states(), properties, registry);
        return exporters;
    }

    @Bean
    ExporterLoops exporterLoops(Exporters exporters, ExporterProperties properties) {
        return new ExporterLoops(exporters, properties);
    }

    /// A journal that ends before what was published from here is not the one that it was published from: it would
    /// use positions twice. Asks nobody but this data directory; what the archives say is for the first step.
    static void requireJournal(Staging staging, Journal journal) throws IOException, JournalCorruptException {
        try {
            for (ExportCursor cursor : staging.cursors()) {
                journal.requireAtLeast(cursor.size());
            }
        } catch (ExportStoppedException e) {
            LOG.error("the exporter will stop at its first step: {}", e.getMessage());
        }
    }

    @Bean
    HealthIndicator auditExportHealthIndicator(Exporters exporters, ExporterProperties properties) {
        return new ExportHealth(exporters, properties);
    }
}
