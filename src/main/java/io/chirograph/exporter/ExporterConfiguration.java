package io.chirograph.exporter;

import io.chirograph.archive.Archive;
import io.chirograph.archive.ArchiveProperties;
import io.chirograph.journal.Journal;
import io.chirograph.tlog.NoteSigner;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// The exporter of this process, its key, its health and its metrics.
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({ExporterProperties.class, LogProperties.class})
class ExporterConfiguration {
    @Bean
    NoteSigner logSigner(LogProperties properties) throws IOException {
        return SigningKeyFile.load(properties.requiredSigningKey(), properties.requiredOrigin());
    }

    @Bean
    LogIdentity logIdentity(NoteSigner logSigner) {
        return LogIdentity.of(logSigner.verifierKey());
    }

    @Bean
    ExportState exportState(Journal journal, Clock clock, MeterRegistry registry) {
        ExportState state = new ExportState(journal, clock, System::nanoTime);
        ExportMetrics.bind(state, registry);
        return state;
    }

    @Bean
    ExporterLoop exporterLoop(
            Journal journal,
            Archive archive,
            ArchiveProperties retention,
            NoteSigner logSigner,
            ExporterProperties properties,
            ExportState state,
            Clock clock,
            @Value("${chirograph.data-dir:./data}") Path dataDirectory) {
        Staging staging = new Staging(dataDirectory.resolve("staging"));
        Exporter exporter = new Exporter(journal, archive, retention, logSigner, staging, properties, state, clock);
        return new ExporterLoop(exporter, state, properties);
    }

    @Bean
    HealthIndicator auditExportHealthIndicator(ExportState state, ExporterProperties properties) {
        return new ExportHealth(state, properties.alarmAfter());
    }
}
