package io.chirograph.exporter.keys;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/// Which log this process writes.
/// @param origin the log's name, a URL without scheme such as `example.com/chirograph/gw-1`; for ever. A process that
///     has one of several logs has put that one's number for `{partition}` before this is read
/// @param signingKey file with its private key (Ed25519, PKCS#8, PEM)
/// @param secondSigningKey file with an ML-DSA-44 private key (PKCS#8, PEM) that signs every checkpoint too
/// @param signingKeyPassphraseEnv name of the environment variable that holds the passphrase of encrypted keys
@ConfigurationProperties("chirograph.log")
public record LogProperties(
        @Nullable String origin,
        @Nullable Path signingKey,
        @Nullable Path secondSigningKey,
        @Nullable String signingKeyPassphraseEnv) {
    public LogProperties {
        if (origin != null && origin.contains("{partition}")) {
            throw new IllegalArgumentException("chirograph.log.origin is " + origin
                    + ", which names several logs; chirograph.journal.kafka.partition says which one is meant");
        }
        if (origin != null && !origin.matches("[A-Za-z0-9.-]+(:[0-9]+)?(/[A-Za-z0-9._=-]+)+")) {
            throw new IllegalArgumentException("chirograph.log.origin is \"" + origin
                    + "\", expected a URL without scheme such as example.com/chirograph/gw-1");
        }
    }

    /// The origin, which must be set.
    public String requiredOrigin() {
        if (origin == null) {
            throw new IllegalStateException("chirograph.log.origin is not set; expected a URL without scheme such as"
                    + " example.com/chirograph/gw-1");
        }
        return origin;
    }

    public Passphrase passphrase() {
        return new Passphrase(signingKeyPassphraseEnv, null);
    }

    /// The key file, which must be set.
    public Path requiredSigningKey() {
        if (signingKey == null) {
            throw new IllegalStateException(
                    "chirograph.log.signing-key is not set; expected a file made by \"chirograph signing-key"
                            + " generate\"");
        }
        return signingKey;
    }
}
