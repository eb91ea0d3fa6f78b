package io.chirograph.archive.spring;

import io.chirograph.archive.Archive;
import io.chirograph.archive.configured.ConfiguredArchives;
import io.chirograph.archive.forecast.Forecasts;
import io.chirograph.archive.retention.ObjectRetention;
import io.chirograph.archive.settings.ArchiveProperties;
import io.chirograph.archive.settings.PriceProperties;
import io.chirograph.archive.settings.RetentionProperties;
import io.chirograph.support.metrics.Meters;
import io.micrometer.core.instrument.binder.MeterBinder;
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

    @Bean
    ObjectRetention objectRetention(ConfiguredArchives archives) {
        return archives.main().retention();
    }

    @Bean
    Forecasts forecasts(ConfiguredArchives archives, PriceProperties price, Clock clock) {
        return new Forecasts(archives, price, clock);
    }

    @Bean
    MeterBinder archiveMetrics(ConfiguredArchives archives) {
        return registry -> archives.readable()
                .forEach(archive -> Meters.of(registry, "chirograph.archive.", archive.archive())
                        .tag("archive", archive.name())
                        .in("seconds")
                        .gauge(
                                "clock.skew",
                                "how far our clock is at least ahead of the store's, negative behind; NaN when unknown",
                                one -> one.clockSkew().map(Meters::seconds).orElse(Double.NaN)));
    }

    @Bean
    HealthIndicator archiveHealthIndicator(ConfiguredArchives archives) {
        return new ArchiveHealth(archives);
    }
}
