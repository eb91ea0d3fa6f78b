package io.chirograph.archive;

import java.nio.file.Path;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// The archive of this process and its health.
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ArchiveProperties.class)
class ArchiveConfiguration {
    @Bean
    Archive archive(ArchiveProperties properties, @Value("${chirograph.data-dir:./data}") Path dataDirectory) {
        return Archives.configured(properties, dataDirectory);
    }

    @Bean
    HealthIndicator archiveHealthIndicator(Archive archive, ArchiveProperties properties) {
        return new ArchiveHealth(archive, properties);
    }
}
