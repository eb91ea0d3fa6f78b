package io.chirograph.verifier.timestamp;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;

/// The certificates that a time stamping authority's own must lead to; at least one.
/// @param anchors trusted certificates: roots, or the authority's own
public record TimeStampTrust(Set<TrustAnchor> anchors) {
    private static final int MAX_BYTES = 1 << 20;

    public TimeStampTrust {
        anchors = Set.copyOf(anchors);
        if (anchors.isEmpty()) {
            throw new IllegalArgumentException("no certificate to trust");
        }
    }

    /// Trust in exactly these certificates.
    public static TimeStampTrust in(Collection<X509Certificate> certificates) {
        Set<TrustAnchor> anchors = new LinkedHashSet<>();
        certificates.forEach(certificate -> anchors.add(new TrustAnchor(certificate, null)));
        return new TimeStampTrust(anchors);
    }

    /// The certificates of a PEM file.
    /// @throws IOException naming the file, when it cannot be read or holds no certificate
    public static TimeStampTrust load(Path file) throws IOException {
        if (!Files.isRegularFile(file) || Files.size(file) > MAX_BYTES) {
            throw new IOException("trusted certificates " + file + " is no file of at most " + MAX_BYTES + " bytes");
        }
        try {
            Set<X509Certificate> certificates = new LinkedHashSet<>();
            for (var certificate : CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(Files.readAllBytes(file)))) {
                certificates.add((X509Certificate) certificate);
            }
            return in(certificates);
        } catch (CertificateException | IllegalArgumentException e) {
            throw new IOException("trusted certificates " + file + ": " + e.getMessage(), e);
        }
    }
}
