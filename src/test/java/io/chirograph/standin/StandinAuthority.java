package io.chirograph.standin;

import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/// A private certificate authority that certifies servers on this machine.
public final class StandinAuthority {
    private static final X500Name NAME = new X500Name("CN=Stand-in Authority");

    private final KeyPair key = newKey();
    private final Instant now;
    private final X509CertificateHolder root;

    public StandinAuthority(Instant now) throws Exception {
        this.now = now;
        root = builder(BigInteger.ONE, NAME, key)
                .addExtension(Extension.basicConstraints, true, new BasicConstraints(true))
                .build(signer());
    }

    /// A key and its certificate for 127.0.0.1 and localhost, both PEM.
    public record Server(String certificate, String privateKey) {
        /// Puts both where a server reads them, each at once.
        public void write(Path certificateFile, Path keyFile) throws Exception {
            put(keyFile, privateKey);
            put(certificateFile, certificate);
        }
    }

    /// Replaces a file at once.
    public static void put(Path file, String text) throws Exception {
        Path other = Files.writeString(file.resolveSibling(file.getFileName() + ".new"), text);
        Files.move(other, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    public Server server(long serial) throws Exception {
        KeyPair own = newKey();
        var names = new GeneralNames(new GeneralName[] {
            new GeneralName(GeneralName.iPAddress, "127.0.0.1"), new GeneralName(GeneralName.dNSName, "localhost")
        });
        X509CertificateHolder certificate = builder(BigInteger.valueOf(serial), new X500Name("CN=localhost"), own)
                .addExtension(Extension.subjectAlternativeName, false, names)
                .build(signer());
        return new Server(
                pem("CERTIFICATE", certificate.getEncoded()),
                pem("PRIVATE KEY", own.getPrivate().getEncoded()));
    }

    /// The root's certificate for a file.
    public String rootPem() throws Exception {
        return pem("CERTIFICATE", root.getEncoded());
    }

    /// A client that trusts this authority and no other.
    public SSLContext client() throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setCertificateEntry("root", new JcaX509CertificateConverter().getCertificate(root));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    /// A server on this machine that this authority certified.
    public SSLContext server() throws Exception {
        Server server = server(2);
        Certificate certificate = CertificateFactory.getInstance("X.509")
                .generateCertificate(
                        new ByteArrayInputStream(server.certificate().getBytes(StandardCharsets.US_ASCII)));
        byte[] der = Base64.getMimeDecoder().decode(server.privateKey().replaceAll("-----[A-Z ]+-----", ""));
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry(
                "server",
                KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(der)),
                new char[0],
                new Certificate[] {certificate});
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, new char[0]);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }

    private JcaX509v3CertificateBuilder builder(BigInteger serial, X500Name subject, KeyPair of) {
        return new JcaX509v3CertificateBuilder(
                NAME,
                serial,
                Date.from(now.minusSeconds(3600)),
                Date.from(now.plusSeconds(40 * 86_400)),
                subject,
                of.getPublic());
    }

    private ContentSigner signer() throws Exception {
        return new JcaContentSignerBuilder("SHA256withECDSA").build(key.getPrivate());
    }

    private static KeyPair newKey() throws Exception {
        KeyPairGenerator keys = KeyPairGenerator.getInstance("EC");
        keys.initialize(256);
        return keys.generateKeyPair();
    }

    private static String pem(String what, byte[] der) {
        return "-----BEGIN " + what + "-----\n"
                + Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                        .encodeToString(der)
                + "\n-----END " + what + "-----\n";
    }
}
