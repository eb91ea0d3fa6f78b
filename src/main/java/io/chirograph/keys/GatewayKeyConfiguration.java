package io.chirograph.keys;

import io.chirograph.identity.callers.GatewayKeyDatabase;
import io.chirograph.journal.Journal;
import io.chirograph.state.State;
import io.chirograph.web.ConditionalOnRole;
import java.io.IOException;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/// The keys that let applications call, in a process that takes calls.
@ConditionalOnRole(ConditionalOnRole.GATEWAY)
@Configuration(proxyBeanMethods = false)
@Import({GatewayKeyRegister.class, Settlement.class})
class GatewayKeyConfiguration {
    /// @param holder has the data directory's lock
    @Bean
    GatewayKeyDatabase keyDatabase(State state, @SuppressWarnings("unused") Journal holder) throws IOException {
        return GatewayKeyDatabase.open(state);
    }
}
