package io.chirograph.reconciliation;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// What the serving process keeps of reconciliations.
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ReconciliationProperties.class)
class UsageReconciliationConfiguration {
    @Bean
    ReconciliationStore reconciliationStore(Clock clock, @Value("${chirograph.data-dir:./data}") Path dataDirectory)
            throws IOException {
        return ReconciliationStore.open(dataDirectory, clock);
    }

    @Bean
    ReconciliationMetrics reconciliationMetrics(
            ReconciliationStore store, ReconciliationProperties properties, Clock clock) {
        return new ReconciliationMetrics(store, properties, clock);
    }
}
