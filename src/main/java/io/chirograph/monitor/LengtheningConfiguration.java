package io.chirograph.monitor;

import io.chirograph.archive.ConfiguredArchives;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// What must not run out is lengthened by every walk.
@Configuration(proxyBeanMethods = false)
class LengtheningConfiguration {
    @Bean
    Lengthening lengthening(ConfiguredArchives archives, Clock clock) {
        return new Lengthening(archives, clock);
    }

    @Bean
    LengtheningMetrics lengtheningMetrics(Lengthening lengthening, ConfiguredArchives archives) {
        return new LengtheningMetrics(lengthening, archives);
    }
}
