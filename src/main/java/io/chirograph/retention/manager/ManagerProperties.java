package io.chirograph.retention.manager;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// `chirograph.retention-manager.*`: what only the retention manager's commands and process have.
/// @param s3 the manager's own store credential; null takes AWS's default credential chain
/// @param gateway where requests are recorded; a process with the role `retention` needs it
/// @param caFile certificates (PEM) of the authorities that the gateway's own may come from; null for those that the
///     Java runtime trusts
/// @param applyEvery how often that process looks for new objects in the scope of a hold
@ConfigurationProperties("chirograph.retention-manager")
record ManagerProperties(
        @Nullable Credential s3,
        @Nullable URI gateway,
        @Nullable Path caFile,
        @DefaultValue("1m") Duration applyEvery) {
    ManagerProperties {
        if (!applyEvery.isPositive()) {
            throw new IllegalArgumentException(
                    "chirograph.retention-manager.apply-every is " + applyEvery + ", expected a positive duration");
        }
    }

    /// A store credential that no gateway has.
    /// @param accessKeyId goes with the next
    /// @param secretAccessKey never shown
    record Credential(
            @Nullable String accessKeyId, @Nullable String secretAccessKey) {
        Credential {
            if ((accessKeyId == null) != (secretAccessKey == null)) {
                throw new IllegalArgumentException("chirograph.retention-manager.s3.access-key-id and"
                        + " chirograph.retention-manager.s3.secret-access-key go together");
            }
        }

        @Override
        public String toString() {
            return "Credential[" + accessKeyId + "]";
        }
    }
}
