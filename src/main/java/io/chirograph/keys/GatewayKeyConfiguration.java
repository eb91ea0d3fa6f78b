package io.chirograph.keys;

import io.chirograph.event.CredentialRotated;
import io.chirograph.event.PermissionChanged;
import io.chirograph.identity.GatewayKeys;
import io.chirograph.identity.KeyDatabase;
import io.chirograph.journal.Journal;
import io.chirograph.recording.Recorder;
import io.chirograph.recording.RecordingUnavailable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// The keys that let applications call, in a process that takes calls.
@Configuration(proxyBeanMethods = false)
class GatewayKeyConfiguration {
    /// @param holder has the data directory's lock
    @Bean
    KeyDatabase keyDatabase(
            @Value("${chirograph.data-dir:./data}") Path dataDir, @SuppressWarnings("unused") Journal holder)
            throws IOException {
        return KeyDatabase.open(dataDir);
    }

    @Bean
    GatewayKeyRegister gatewayKeyRegister(KeyDatabase database, GatewayKeys keys, Recorder recorder, Clock clock)
            throws IOException {
        return new GatewayKeyRegister(database, keys, trail(recorder), clock);
    }

    @Bean
    Settlement gatewayKeySettlement(GatewayKeyRegister register) {
        return new Settlement(register);
    }

    private static GatewayKeyRegister.Trail trail(Recorder recorder) {
        return new GatewayKeyRegister.Trail() {
            @Override
            public void permissionChanged(PermissionChanged facts) throws RecordingUnavailable {
                recorder.permissionChanged(facts);
            }

            @Override
            public void credentialRotated(CredentialRotated facts) throws RecordingUnavailable {
                recorder.credentialRotated(facts);
            }
        };
    }
}
