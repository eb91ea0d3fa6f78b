package io.chirograph.query.grants;

import io.chirograph.recording.Recorder;
import io.chirograph.state.State;
import io.chirograph.web.ConditionalOnRole;
import java.io.IOException;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// The grants of a process that auditors read from.
@ConditionalOnRole(ConditionalOnRole.AUDITOR)
@Configuration(proxyBeanMethods = false)
class GrantConfiguration {
    @Bean(destroyMethod = "close")
    GrantStore grantStore(State state) throws IOException {
        return GrantStore.open(state);
    }

    @Bean
    ContentGrants contentGrants(GrantStore store, Recorder recorder, Clock clock) {
        return new ContentGrants(store, recorder, clock);
    }

    @Bean
    GrantSettling grantSettling(ContentGrants grants) {
        return new GrantSettling(grants);
    }
}
