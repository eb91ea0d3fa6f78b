package io.chirograph.boot;

import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Collections;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.boot.ssl.SslBundle;

/// When the first of several certificates ends.
final class CertificateExpiry {
    private CertificateExpiry() {}

    /// When the first certificate of a bundle ends; empty without one.
    static Optional<Instant> earliest(SslBundle bundle) throws GeneralSecurityException {
        KeyStore store = bundle.getStores().getKeyStore();
        if (store == null) {
            return Optional.empty();
        }
        Stream.Builder<Certificate> all = Stream.builder();
        for (String alias : Collections.list(store.aliases())) {
            Certificate certificate = store.getCertificate(alias);
            if (certificate != null) {
                all.add(certificate);
            }
        }
        return earliest(all.build());
    }

    static Optional<Instant> earliest(Stream<? extends Certificate> certificates) {
        return certificates
                .filter(X509Certificate.class::isInstance)
                .map(certificate ->
                        ((X509Certificate) certificate).getNotAfter().toInstant())
                .min(Instant::compareTo);
    }
}
