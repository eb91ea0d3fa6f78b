package io.chirograph.dataflow;

import io.chirograph.dataflow.settings.EffectiveSettings;
import io.chirograph.dataflow.settings.SettingsReader;
import io.chirograph.recording.Recorder;
import java.nio.file.Path;
import java.time.Duration;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/// The configuration in a running process, and the event that it is in force.
@Configuration(proxyBeanMethods = false)
class DataflowConfiguration {
    private static final Duration PAUSE = Duration.ofSeconds(1);

    @Bean
    EffectiveSettings effectiveSettings(Environment environment) {
        return SettingsReader.read(environment);
    }

    @Bean
    ConfigurationRecord configurationRecord(
            EffectiveSettings settings, Recorder recorder, @Value("${chirograph.data-dir:./data}") Path dataDir) {
        return new ConfigurationRecord(settings, recorder, dataDir.resolve("configuration-in-force"), PAUSE);
    }
}
