package io.chirograph.boot;

import java.security.GeneralSecurityException;
import java.security.KeyStoreException;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.SequencedSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.ssl.JksSslBundleProperties;
import org.springframework.boot.autoconfigure.ssl.PemSslBundleProperties;
import org.springframework.boot.autoconfigure.ssl.PropertiesSslBundle;
import org.springframework.boot.autoconfigure.ssl.SslProperties;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.ssl.SslBundle;

/// Whether the files of the ports' SSL bundles could be taken now. DOWN when one could not: the certificate that was in
/// force stays so until it ends, and a restart would fail.
record TlsHealth(Set<String> bundles, SslProperties properties) implements HealthIndicator {
    @Override
    public Health health() {
        Health.Builder health = Health.up();
        for (String name : bundles) {
            try {
                SslBundle bundle = read(name);
                if (bundle != null) {
                    health.withDetail(
                            name,
                            Map.of(
                                    "ends",
                                    CertificateExpiry.earliest(bundle)
                                            .orElseThrow(() -> new KeyStoreException("it has no key"))
                                            .toString()));
                }
            } catch (RuntimeException | GeneralSecurityException e) {
                health.down().withDetail(name, refused(e));
            }
        }
        return health.build();
    }

    /// The bundle as its files are now; null when it is not from the configuration.
    private @Nullable SslBundle read(String name) {
        PemSslBundleProperties pem = properties.getBundle().getPem().get(name);
        if (pem != null) {
            return PropertiesSslBundle.get(pem);
        }
        JksSslBundleProperties jks = properties.getBundle().getJks().get(name);
        return jks == null ? null : PropertiesSslBundle.get(jks);
    }

    /// Reasons say which file and what is wrong with it, never what stands in it.
    private static Map<String, String> refused(Exception e) {
        SequencedSet<String> reasons = new LinkedHashSet<>();
        for (Throwable t = e; t != null; t = t.getCause()) {
            reasons.add(String.valueOf(t.getMessage()));
        }
        return Map.of("refused", String.join(": ", reasons));
    }
}
