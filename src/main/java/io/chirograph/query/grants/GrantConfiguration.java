package io.chirograph.query.grants;

import io.chirograph.recording.Recorder;
import io.chirograph.web.ConditionalOnRole;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// The grants of a process that auditors read from.
@ConditionalOnRole(ConditionalOnRole.AUDITOR)
@Configuration(proxyBeanMethods = false)
class GrantConfiguration {
    @Bean(destroyMethod = "close")
    GrantStore grantStore(@Value("${chirograph.data-dir:./data}") Path dataDirectory) throws IOException {
        return GrantStore.open(dataDirectory);
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
