package io.chirograph.metalog;

import io.chirograph.exporter.keys.LogProperties;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// Settings of the meta log that this process writes.
/// @param origin its name, a URL without scheme; for ever. Without it there is no meta log
/// @param signingKey file with its private key (Ed25519, PKCS#8, PEM), not the log's own; for ever
/// @param signingKeyPassphraseEnv name of the environment variable that holds the passphrase of an encrypted key
/// @param interval how often a round is written; each costs two objects
/// @param alarmAfter how old the newest round may become
@ConfigurationProperties("chirograph.meta-log")
record MetaLogProperties(
        @Nullable String origin,
        @Nullable Path signingKey,
        @Nullable String signingKeyPassphraseEnv,
        @DefaultValue("5m") Duration interval,
        @DefaultValue("20m") Duration alarmAfter) {
    private static final Duration LEAST = Duration.ofSeconds(1);
    private static final Duration MOST = Duration.ofDays(1);

    MetaLogProperties {
        if (interval.compareTo(LEAST) < 0 || interval.compareTo(MOST) > 0) {
            throw new IllegalArgumentException("chirograph.meta-log.interval must be PT1S to P1D, was " + interval);
        }
        if (alarmAfter.compareTo(interval) <= 0) {
            throw new IllegalArgumentException("chirograph.meta-log.alarm-after must be more than"
                    + " chirograph.meta-log.interval " + interval + ", was " + alarmAfter);
        }
        if ((origin == null) != (signingKey == null)) {
            throw new IllegalArgumentException("chirograph.meta-log.origin and chirograph.meta-log.signing-key must be"
                    + " given together, were " + origin + " and " + signingKey);
        }
    }

    /// What a log of its own would have.
    LogProperties log() {
        return new LogProperties(origin, signingKey, null, signingKeyPassphraseEnv);
    }
}
