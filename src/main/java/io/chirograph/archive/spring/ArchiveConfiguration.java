package io.chirograph.archive.spring;

import io.chirograph.archive.Archive;
import io.chirograph.archive.configured.ConfiguredArchives;
import io.chirograph.archive.forecast.Forecasts;
import io.chirograph.archive.retention.ObjectRetention;
import io.chirograph.archive.settings.ArchiveProperties;
import io.chirograph.archive.settings.PriceProperties;
import io.chirograph.archive.settings.RetentionProperties;
import java.nio.file.Path;
import java.time.Clock;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/// The archives of this process and their health.
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({ArchiveProperties.class, RetentionProperties.class, PriceProperties.class})
class ArchiveConfiguration {
    @Bean
    ConfiguredArchives configuredArchives(
            Environment environment,
            ArchiveProperties main,
            @Value("${chirograph.data-dir:./data}") Path dataDirectory) {
        return ConfiguredArchives.open(Binder.get(environment), main, dataDirectory);
    }

    /// `main`, for those who read the log that this process writes.
    @Bean(destroyMethod = "")
    Archive archive(ConfiguredArchives archives) {
        return archives.main().archive();
    }

    /// How `main` keeps its objects.
    @Bean
    ObjectRetention objectRetention(ConfiguredArchives archives) {
        return archives.main().retention();
    }

    @Bean
    Forecasts forecasts(ConfiguredArchives archives, PriceProperties price, Clock clock) {
        return new Forecasts(archives, price, clock);
    }

    @Bean
    ArchiveMetrics archiveMetrics(ConfiguredArchives archives) {
        return new ArchiveMetrics(archives);
    }

    @Bean
    HealthIndicator archiveHealthIndicator(ConfiguredArchives archives) {
        return new ArchiveHealth(archives);
    }
}
