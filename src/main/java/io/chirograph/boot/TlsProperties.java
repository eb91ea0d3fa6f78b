package io.chirograph.boot;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/// `chirograph.tls.*`: what this process cannot see of the TLS in front of it.
/// @param terminatedBy who ends TLS in front of a port that is plain HTTP beyond loopback, in words for whoever reads
///     the configuration or `/actuator/info`; null when nobody does
@ConfigurationProperties("chirograph.tls")
record TlsProperties(@Nullable String terminatedBy) {
    private static final int MOST = 200;

    TlsProperties {
        terminatedBy = terminatedBy == null || terminatedBy.isBlank() ? null : terminatedBy.strip();
        if (terminatedBy != null
                && (terminatedBy.length() > MOST || terminatedBy.chars().anyMatch(Character::isISOControl))) {
            throw new IllegalArgumentException("chirograph.tls.terminated-by has " + terminatedBy.length()
                    + " characters; one line of at most " + MOST + " is expected");
        }
    }
}
