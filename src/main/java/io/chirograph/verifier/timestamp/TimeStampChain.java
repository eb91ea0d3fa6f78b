package io.chirograph.verifier.timestamp;

import io.chirograph.verifier.timestamp.InvalidTimeStampException.Reason;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertStore;
import java.security.cert.CertificateException;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoVerifierBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.tsp.TSPException;
import org.bouncycastle.tsp.TimeStampToken;

/// A token's signature, and its certificate's way to a trusted one.
/// RFC 5816, RFC 3161 and RFC 5280.
///
/// Every certificate must be valid at the token's time.
final class TimeStampChain {
    private static final int MAX_INTERMEDIATES = 8;

    private TimeStampChain() {}

    /// The signer's certificate, now believed.
    static X509Certificate verify(
            X509CertificateHolder signer, Collection<X509CertificateHolder> carried, Instant at, TimeStampTrust trust)
            throws InvalidTimeStampException, GeneralSecurityException {
        X509Certificate certificate = convert(signer);
        requireValid(certificate, at);
        if (trust.anchors().stream().anyMatch(anchor -> certificate.equals(anchor.getTrustedCert()))) {
            return certificate;
        }
        List<X509Certificate> all = new ArrayList<>();
        for (X509CertificateHolder holder : carried) {
            all.add(convert(holder));
        }
        X509CertSelector target = new X509CertSelector();
        target.setCertificate(certificate);
        PKIXBuilderParameters parameters = new PKIXBuilderParameters(trust.anchors(), target);
        parameters.addCertStore(CertStore.getInstance("Collection", new CollectionCertStoreParameters(all)));
        parameters.setDate(Date.from(at));
        parameters.setRevocationEnabled(false);
        parameters.setMaxPathLength(MAX_INTERMEDIATES);
        try {
            CertPathBuilder.getInstance("PKIX").build(parameters);
            return certificate;
        } catch (CertPathBuilderException e) {
            throw untrusted(certificate, at, e);
        }
    }

    private static void requireValid(X509Certificate certificate, Instant at) throws InvalidTimeStampException {
        try {
            certificate.checkValidity(Date.from(at));
        } catch (CertificateException e) {
            throw untrusted(certificate, at, e);
        }
    }

    private static InvalidTimeStampException untrusted(X509Certificate certificate, Instant at, Exception cause) {
        return new InvalidTimeStampException(
                Reason.UNTRUSTED,
                "no chain from " + certificate.getSubjectX500Principal() + " to a trusted certificate at " + at + ": "
                        + cause.getMessage(),
                cause);
    }

    private static X509Certificate convert(X509CertificateHolder holder) throws CertificateException {
        return new JcaX509CertificateConverter().getCertificate(holder);
    }

    /// The token's own signature: by the certificate that its signing-certificate attribute names.
    static void verifySignature(TimeStampToken token, X509CertificateHolder signer)
            throws InvalidTimeStampException, CertificateException {
        try {
            token.validate(new JcaSimpleSignerInfoVerifierBuilder().build(signer));
        } catch (TSPException | OperatorCreationException e) {
            throw new InvalidTimeStampException(Reason.BAD_SIGNATURE, "the token's signature: " + e.getMessage(), e);
        }
    }

    /// The certificate is for time stamping and nothing else.
    static void requirePurpose(X509CertificateHolder signer) throws InvalidTimeStampException {
        Extension usage = signer.getExtension(Extension.extendedKeyUsage);
        if (usage == null || !usage.isCritical()) {
            throw new InvalidTimeStampException(
                    Reason.WRONG_PURPOSE, "the certificate's extended key usage is missing or not critical");
        }
        KeyPurposeId[] purposes =
                ExtendedKeyUsage.getInstance(usage.getParsedValue()).getUsages();
        if (purposes.length != 1 || !purposes[0].equals(KeyPurposeId.id_kp_timeStamping)) {
            throw new InvalidTimeStampException(
                    Reason.WRONG_PURPOSE, "the certificate is not one for time stamping alone");
        }
    }
}
