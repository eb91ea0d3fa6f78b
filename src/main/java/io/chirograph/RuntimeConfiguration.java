package io.chirograph;

import io.chirograph.archive.ObjectRetention;
import io.chirograph.archive.RetentionProperties;
import io.chirograph.event.EventType;
import io.chirograph.recording.RetentionCodes;
import io.chirograph.tlog.NoteSigner;
import io.chirograph.tlog.VerifierKey;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
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

    /// The class of retention of every event, by its type.
    ///
    /// @throws IllegalArgumentException the configuration names a type that no event has
    @Bean
    RetentionCodes retentionCodes(RetentionProperties properties, ObjectRetention retention) {
        List<String> types =
                Arrays.stream(EventType.values()).map(EventType::wire).toList();
        properties.eventTypes().keySet().stream()
                .filter(type -> !types.contains(type))
                .findFirst()
                .ifPresent(type -> {
                    throw new IllegalArgumentException("chirograph.retention.event-types." + type + " is "
                            + properties.eventTypes().get(type) + ", but no event is of type " + type
                            + "; expected one of " + String.join(", ", types));
                });
        return retention.rules()::codeOf;
    }

    /// The key that readers know this process's log by.
    @Bean
    VerifierKey logKey(NoteSigner logSigner) {
        return logSigner.verifierKey();
    }
}
