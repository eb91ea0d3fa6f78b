package io.chirograph.evidence;

import io.chirograph.evidence.InvalidTimeStampException.Reason;
import java.security.cert.CertificateException;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoVerifierBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.tsp.TSPException;
import org.bouncycastle.tsp.TimeStampToken;

/// A token's own signature: by the certificate that its signing-certificate attribute names (RFC 5816, RFC 3161),
/// and that certificate is for time stamping and nothing else.
final class TimeStampSignature {
    private TimeStampSignature() {}

    static void verify(TimeStampToken token, X509CertificateHolder signer)
            throws InvalidTimeStampException, CertificateException {
        try {
            token.validate(new JcaSimpleSignerInfoVerifierBuilder().build(signer));
        } catch (TSPException | OperatorCreationException e) {
            throw new InvalidTimeStampException(Reason.BAD_SIGNATURE, "the token's signature: " + e.getMessage(), e);
        }
    }

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
