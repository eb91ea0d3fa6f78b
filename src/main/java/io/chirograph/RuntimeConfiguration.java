package io.chirograph;

import io.chirograph.exporter.LogProperties;
import io.chirograph.exporter.SigningKeyFile;
import io.chirograph.tlog.VerifierKey;
import java.io.IOException;
import java.time.Clock;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// What every package is given from outside.
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(LogProperties.class)
class RuntimeConfiguration {
    /// The one clock of the process. Order never depends on it.
    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }

    /// The key that readers know this process's log by.
    @Bean
    VerifierKey logKey(LogProperties log) throws IOException {
        return SigningKeyFile.load(log.requiredSigningKey(), log.requiredOrigin())
                .verifierKey();
    }
}
