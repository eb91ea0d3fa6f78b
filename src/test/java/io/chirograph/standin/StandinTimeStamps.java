package io.chirograph.standin;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Set;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.cms.Attribute;
import org.bouncycastle.asn1.cms.AttributeTable;
import org.bouncycastle.asn1.cms.CMSAttributes;
import org.bouncycastle.asn1.cms.Time;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.cms.DefaultSignedAttributeTableGenerator;
import org.bouncycastle.cms.SignerInfoGenerator;
import org.bouncycastle.cms.jcajce.JcaSignerInfoGeneratorBuilder;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.bouncycastle.tsp.TSPAlgorithms;
import org.bouncycastle.tsp.TimeStampRequest;
import org.bouncycastle.tsp.TimeStampRequestGenerator;
import org.bouncycastle.tsp.TimeStampResponseGenerator;
import org.bouncycastle.tsp.TimeStampTokenGenerator;
import org.bouncycastle.util.CollectionStore;

/// A time stamping authority with a root of its own, in memory. It can be told to do what no good one does.
public final class StandinTimeStamps {
    public static final String POLICY = "1.3.6.1.4.1.55555.1";

    private static final X500Name ROOT = new X500Name("CN=Stand-in Root");
    private static final X500Name NAME = new X500Name("CN=Stand-in TSA");

    private final KeyPair rootKey;
    private final KeyPair key;
    private final Instant from;
    private final X509CertificateHolder root;
    private long serial;

    /// What an answer is to be like.
    public record Manner(
            KeyPurposeId purpose,
            boolean critical,
            Instant certificateUntil,
            boolean carriesCertificate,
            String digest,
            ASN1ObjectIdentifier essDigest) {
        /// As it should be.
        public static Manner good(Instant now) {
            return new Manner(
                    KeyPurposeId.id_kp_timeStamping,
                    true,
                    now.plusSeconds(86_400),
                    true,
                    "SHA256withECDSA",
                    TSPAlgorithms.SHA256);
        }

        public Manner purpose(KeyPurposeId other, boolean isCritical) {
            return new Manner(other, isCritical, certificateUntil, carriesCertificate, digest, essDigest);
        }

        public Manner certificateUntil(Instant until) {
            return new Manner(purpose, critical, until, carriesCertificate, digest, essDigest);
        }

        public Manner withoutCertificate() {
            return new Manner(purpose, critical, certificateUntil, false, digest, essDigest);
        }

        public Manner signing(String algorithm) {
            return new Manner(purpose, critical, certificateUntil, carriesCertificate, algorithm, essDigest);
        }

        public Manner essDigest(ASN1ObjectIdentifier other) {
            return new Manner(purpose, critical, certificateUntil, carriesCertificate, digest, other);
        }
    }

    /// @param now when its certificates begin to be valid
    public StandinTimeStamps(Instant now) throws Exception {
        KeyPairGenerator keys = KeyPairGenerator.getInstance("EC");
        keys.initialize(256);
        rootKey = keys.generateKeyPair();
        key = keys.generateKeyPair();
        from = now.minusSeconds(3600);
        root = new JcaX509v3CertificateBuilder(
                        ROOT,
                        BigInteger.ONE,
                        Date.from(from),
                        Date.from(now.plusSeconds(864_000)),
                        ROOT,
                        rootKey.getPublic())
                .addExtension(Extension.basicConstraints, true, new BasicConstraints(true))
                .build(signer(rootKey, "SHA256withECDSA"));
    }

    /// The root's certificate.
    public X509Certificate root() throws Exception {
        return new JcaX509CertificateConverter().getCertificate(root);
    }

    /// The root's certificate for a file.
    public String rootPem() throws Exception {
        return "-----BEGIN CERTIFICATE-----\n"
                + Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                        .encodeToString(root.getEncoded())
                + "\n-----END CERTIFICATE-----\n";
    }

    /// A token over `data`, with the answer around it.
    public byte[] stamp(byte[] data, Instant at) throws Exception {
        return stamp(data, at, Manner.good(at));
    }

    /// A token over `data`, made in some manner.
    public byte[] stamp(byte[] data, Instant at, Manner manner) throws Exception {
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(data);
        TimeStampRequestGenerator request = new TimeStampRequestGenerator();
        request.setCertReq(true);
        return reply(
                request.generate(TSPAlgorithms.SHA256, digest, BigInteger.TWO).getEncoded(), at, manner);
    }

    /// The answer to a request.
    public synchronized byte[] reply(byte[] request, Instant at, Manner manner) throws Exception {
        X509CertificateHolder proper = certificate(KeyPurposeId.id_kp_timeStamping, true, manner.certificateUntil());
        SignerInfoGenerator info = new JcaSignerInfoGeneratorBuilder(new JcaDigestCalculatorProviderBuilder().build())
                .setSignedAttributeGenerator(new DefaultSignedAttributeTableGenerator(new AttributeTable(
                        new Attribute(CMSAttributes.signingTime, new DERSet(new Time(Date.from(at)))))))
                .build(signer(key, manner.digest()), new JcaX509CertificateConverter().getCertificate(proper));
        TimeStampTokenGenerator tokens = new TimeStampTokenGenerator(
                info,
                new JcaDigestCalculatorProviderBuilder().build().get(new AlgorithmIdentifier(manner.essDigest())),
                new ASN1ObjectIdentifier(POLICY));
        tokens.setAccuracySeconds(1);
        tokens.setAccuracyMillis(500);
        if (manner.carriesCertificate()) {
            boolean isProper = manner.critical() && manner.purpose().equals(KeyPurposeId.id_kp_timeStamping);
            X509CertificateHolder shown =
                    isProper ? proper : certificate(manner.purpose(), manner.critical(), manner.certificateUntil());
            tokens.addCertificates(new CollectionStore<>(List.of(shown, root)));
        }
        return new TimeStampResponseGenerator(tokens, Set.of(TSPAlgorithms.SHA256.getId()))
                .generate(new TimeStampRequest(request), BigInteger.valueOf(++serial), Date.from(at))
                .getEncoded();
    }

    private X509CertificateHolder certificate(KeyPurposeId purpose, boolean critical, Instant until) throws Exception {
        return new JcaX509v3CertificateBuilder(
                        ROOT, BigInteger.TWO, Date.from(from), Date.from(until), NAME, key.getPublic())
                .addExtension(Extension.extendedKeyUsage, critical, new ExtendedKeyUsage(purpose))
                .build(signer(rootKey, "SHA256withECDSA"));
    }

    private static ContentSigner signer(KeyPair key, String algorithm) throws Exception {
        return new JcaContentSignerBuilder(algorithm).build(key.getPrivate());
    }
}
