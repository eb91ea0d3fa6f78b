package io.chirograph.content.envelope;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/// A key pair with a certificate that it signed itself.
public record Certified(KeyPair pair, X509Certificate certificate) {
    public static Certified rsa(int bits) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(bits);
        return of(generator.generateKeyPair(), "SHA256withRSA", Instant.now().plus(Duration.ofDays(365)));
    }

    public static Certified ec(String curve) throws Exception {
        return ec(curve, Instant.now().plus(Duration.ofDays(365)));
    }

    public static Certified ec(String curve, Instant end) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec(curve));
        return of(generator.generateKeyPair(), "SHA256withECDSA", end);
    }

    public static Certified ed25519() throws Exception {
        return of(
                KeyPairGenerator.getInstance("Ed25519").generateKeyPair(),
                "Ed25519",
                Instant.now().plus(Duration.ofDays(365)));
    }

    private static Certified of(KeyPair pair, String algorithm, Instant end) throws Exception {
        X500Name name = new X500Name("CN=Auditor,O=Example");
        var built = new JcaX509v3CertificateBuilder(
                        name,
                        new BigInteger(64, new SecureRandom()),
                        Date.from(end.minus(Duration.ofDays(800))),
                        Date.from(end),
                        name,
                        pair.getPublic())
                .build(new JcaContentSignerBuilder(algorithm).build(pair.getPrivate()));
        return new Certified(pair, new JcaX509CertificateConverter().getCertificate(built));
    }

    public Recipient recipient() {
        return Recipient.of(certificate);
    }

    public EnvelopeOpener opener() {
        return EnvelopeOpener.of(pair.getPrivate(), certificate);
    }

    public Path certificateFile(Path directory, String name) throws Exception {
        return pem(directory.resolve(name + ".crt"), "CERTIFICATE", certificate.getEncoded());
    }

    public Path keyFile(Path directory, String name) throws IOException {
        return pem(
                directory.resolve(name + ".key"),
                "PRIVATE KEY",
                pair.getPrivate().getEncoded());
    }

    private static Path pem(Path file, String what, byte[] der) throws IOException {
        String text = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                .encodeToString(der);
        return Files.writeString(file, "-----BEGIN " + what + "-----\n" + text + "\n-----END " + what + "-----\n");
    }
}
