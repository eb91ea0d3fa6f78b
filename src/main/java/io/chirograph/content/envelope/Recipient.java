package io.chirograph.content.envelope;

import io.chirograph.support.digest.Sha256;
import io.chirograph.support.disk.SmallFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.PublicKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.Collection;
import java.util.HexFormat;
import java.util.Set;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.jspecify.annotations.Nullable;

/// An auditor's certificate that content is encrypted to.
/// @param id `sha256:` and the first 16 hex digits of the certificate's SHA-256
public record Recipient(String id, X509Certificate certificate) {
    private static final int LARGEST = 64 << 10;
    private static final int SMALLEST_RSA = 2048;
    private static final Set<ASN1ObjectIdentifier> CURVES =
            Set.of(SECObjectIdentifiers.secp256r1, SECObjectIdentifiers.secp384r1);

    /// @throws IllegalArgumentException its key is none that content is encrypted to
    public static Recipient of(X509Certificate certificate) {
        String wrong = refusal(certificate.getPublicKey());
        if (wrong != null) {
            throw new IllegalArgumentException(wrong);
        }
        try {
            return new Recipient(
                    "sha256:" + HexFormat.of().formatHex(Sha256.of(certificate.getEncoded()), 0, 8), certificate);
        } catch (CertificateEncodingException e) {
            throw new IllegalArgumentException("the certificate cannot be encoded", e);
        }
    }

    /// Reads one certificate from a PEM file. Whether it is valid today is not asked.
    /// @throws IOException no such file, no single certificate in it, or a key that is none to encrypt to
    public static Recipient read(Path file) throws IOException {
        Collection<? extends Certificate> found;
        try {
            found = CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(SmallFile.read(file, LARGEST)));
        } catch (NoSuchFileException e) {
            throw new IOException(file + ": there is no such file", e);
        } catch (CertificateException e) {
            throw new IOException(file + ": it holds no X.509 certificate in PEM", e);
        }
        if (found.size() != 1) {
            throw new IOException(file + ": it holds " + found.size() + " certificates; one is expected");
        }
        try {
            return of((X509Certificate) found.iterator().next());
        } catch (IllegalArgumentException e) {
            throw new IOException(file + ": " + e.getMessage(), e);
        }
    }

    /// When it ends; content goes on being encrypted to it.
    public Instant end() {
        return certificate.getNotAfter().toInstant();
    }

    private static @Nullable String refusal(PublicKey key) {
        if (key instanceof RSAPublicKey rsa) {
            int bits = rsa.getModulus().bitLength();
            return bits >= SMALLEST_RSA
                    ? null
                    : "its RSA key has " + bits + " bits; at least " + SMALLEST_RSA + " are expected";
        }
        if (key instanceof ECPublicKey) {
            ASN1Encodable curve = SubjectPublicKeyInfo.getInstance(key.getEncoded())
                    .getAlgorithm()
                    .getParameters();
            return CURVES.contains(curve) ? null : "its EC key is on curve " + curve + "; P-256 or P-384 is expected";
        }
        return "its key is of type " + key.getAlgorithm() + "; RSA, EC P-256 or EC P-384 is expected";
    }
}
