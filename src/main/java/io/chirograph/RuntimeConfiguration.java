package io.chirograph;

import io.chirograph.tlog.NoteSigner;
import io.chirograph.tlog.VerifierKey;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// What every package is given from outside.
@Configuration(proxyBeanMethods = false)
class RuntimeConfiguration {
    /// The one clock of the process. Order never depends on it.
    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }

    /// The key that readers know this process's log by.
    @Bean
    VerifierKey logKey(NoteSigner logSigner) {
        return logSigner.verifierKey();
    }
}
