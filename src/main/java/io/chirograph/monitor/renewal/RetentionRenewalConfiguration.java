package io.chirograph.monitor.renewal;

import io.chirograph.archive.configured.ConfiguredArchives;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// What must not run out is lengthened by every walk.
@Configuration(proxyBeanMethods = false)
class RetentionRenewalConfiguration {
    @Bean
    RetentionRenewal lengthening(ConfiguredArchives archives, Clock clock) {
        return new RetentionRenewal(archives, clock);
    }

    @Bean
    RetentionRenewalMetrics lengtheningMetrics(RetentionRenewal lengthening, ConfiguredArchives archives) {
        return new RetentionRenewalMetrics(lengthening, archives);
    }
}
