package io.chirograph.keys;

import io.chirograph.identity.callers.GatewayKeyDatabase;
import io.chirograph.identity.callers.GatewayKeys;
import io.chirograph.journal.Journal;
import io.chirograph.recording.Recorder;
import io.chirograph.web.ConditionalOnRole;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// The keys that let applications call, in a process that takes calls.
@ConditionalOnRole(ConditionalOnRole.GATEWAY)
@Configuration(proxyBeanMethods = false)
class GatewayKeyConfiguration {
    /// @param holder has the data directory's lock
    @Bean
    GatewayKeyDatabase keyDatabase(
            @Value("${chirograph.data-dir:./data}") Path dataDir, @SuppressWarnings("unused") Journal holder)
            throws IOException {
        return GatewayKeyDatabase.open(dataDir);
    }

    @Bean
    GatewayKeyRegister gatewayKeyRegister(GatewayKeyDatabase database, GatewayKeys keys, Recorder recorder, Clock clock)
            throws IOException {
        return new GatewayKeyRegister(database, keys, recorder, clock);
    }

    @Bean
    Settlement gatewayKeySettlement(GatewayKeyRegister register) {
        return new Settlement(register);
    }
}
