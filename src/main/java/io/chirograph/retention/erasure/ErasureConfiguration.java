package io.chirograph.retention.erasure;

import io.chirograph.archive.configured.ConfiguredArchive;
import io.chirograph.archive.configured.ConfiguredArchives;
import io.chirograph.content.keys.ErasableKeys;
import io.chirograph.recording.Recorder;
import io.chirograph.retention.requests.RetentionRequestStore;
import io.chirograph.web.ConditionalOnRole;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// Erasures of a process that has the subjects' keys.
@ConditionalOnRole(ConditionalOnRole.GATEWAY)
@Configuration(proxyBeanMethods = false)
class ErasureConfiguration {
    @Bean(destroyMethod = "close")
    ErasureStore erasureStore(@Value("${chirograph.data-dir:./data}") Path dataDirectory) throws IOException {
        return ErasureStore.open(dataDirectory);
    }

    @Bean
    Erasures erasures(
            ErasureStore store,
            ErasableKeys keys,
            RetentionRequestStore register,
            ConfiguredArchives archives,
            Recorder recorder,
            Clock clock) {
        return new Erasures(
                store,
                keys,
                register,
                archives.all().stream().map(ConfiguredArchive::archive).toList(),
                recorder,
                clock);
    }

    @Bean
    ErasureSettling erasureSettling(Erasures erasures) {
        return new ErasureSettling(erasures);
    }
}
