package io.chirograph.keys;

import io.chirograph.exporter.keys.KeyRing;
import io.chirograph.journal.Journal;
import io.chirograph.recording.Recorder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// The keys that sign the log, in a running process.
@Configuration(proxyBeanMethods = false)
class KeysConfiguration {
    @Bean
    KeyRotation keyRotation(KeyRing ring, Journal journal, Recorder recorder) {
        return new KeyRotation(ring, journal, recorder);
    }
}
