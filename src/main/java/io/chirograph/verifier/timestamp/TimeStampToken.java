package io.chirograph.verifier.timestamp;

import io.chirograph.verifier.timestamp.InvalidTimeStampException.Reason;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bouncycastle.asn1.ASN1InputStream;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.oiw.OIWObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cms.SignerInformation;
import org.bouncycastle.tsp.TSPException;
import org.bouncycastle.tsp.TimeStampResponse;
import org.bouncycastle.tsp.TimeStampTokenInfo;
import org.jspecify.annotations.Nullable;

/// A time stamp (RFC 3161) as the archive keeps it: the authority's whole response, a DER `TimeStampResp`, which is
/// what `openssl ts -verify -in` reads.
///
/// Nothing of it is true before [#verify(byte[], TimeStampTrust)] said so. It needs no network: the chain to a
/// trusted certificate is in the token, its validity is judged at the token's own time, and revocation is not
/// looked up.
public final class TimeStampToken {
    /// The largest token that is read, in bytes.
    public static final int MAX_SIZE = 64 << 10;

    private static final Map<ASN1ObjectIdentifier, String> DIGESTS = Map.of(
            NISTObjectIdentifiers.id_sha256, "SHA-256",
            NISTObjectIdentifiers.id_sha384, "SHA-384",
            NISTObjectIdentifiers.id_sha512, "SHA-512");

    /// What a signature must not rest on: with these, bytes that nobody stamped can be made to fit.
    private static final Set<ASN1ObjectIdentifier> WEAK = Set.of(
            OIWObjectIdentifiers.idSHA1,
            PKCSObjectIdentifiers.md5,
            PKCSObjectIdentifiers.md4,
            PKCSObjectIdentifiers.md2);

    private final org.bouncycastle.tsp.TimeStampToken token;

    private TimeStampToken(org.bouncycastle.tsp.TimeStampToken token) {
        this.token = token;
    }

    /// Parses a response without verifying it. Bytes behind it are refused.
    /// @throws InvalidTimeStampException no time stamp response, or one in which the authority refuses
    public static TimeStampToken parse(byte[] der) throws InvalidTimeStampException {
        if (der.length > MAX_SIZE) {
            throw malformed("a time stamp of " + der.length + " bytes is beyond " + MAX_SIZE, null);
        }
        try {
            requireAlone(der);
            TimeStampResponse response = new TimeStampResponse(der);
            org.bouncycastle.tsp.TimeStampToken token = response.getTimeStampToken();
            if (token == null) {
                throw new InvalidTimeStampException(
                        Reason.NOT_GRANTED,
                        "the authority answered status " + response.getStatus() + ": " + response.getStatusString());
            }
            if (response.getStatus() > 1) {
                throw malformed("a token with status " + response.getStatus(), null);
            }
            return new TimeStampToken(token);
        } catch (IOException | TSPException | RuntimeException | StackOverflowError e) {
            throw malformed("no time stamp response (" + e.getClass().getSimpleName() + ")", e);
        }
    }

    private static void requireAlone(byte[] der) throws IOException, InvalidTimeStampException {
        try (ASN1InputStream in = new ASN1InputStream(der)) {
            if (in.readObject() == null || in.read() >= 0) {
                throw malformed("no time stamp response: nothing, or bytes behind it", null);
            }
        }
    }

    /// When the token says it was made; a claim, like everything else that was not verified.
    public Instant claimedTime() {
        return token.getTimeStampInfo().getGenTime().toInstant();
    }

    /// What this token proves about `data`.
    /// @throws InvalidTimeStampException it proves nothing about these bytes to who trusts in `trust`
    public TimeStamp verify(byte[] data, TimeStampTrust trust) throws InvalidTimeStampException {
        try {
            requireImprint(token.getTimeStampInfo(), data);
            X509CertificateHolder signer = signer();
            TimeStampChain.requirePurpose(signer);
            X509Certificate certificate = TimeStampChain.verify(signer, certificates(), claimedTime(), trust);
            TimeStampChain.verifySignature(token, signer);
            return new TimeStamp(
                    claimedTime(), certificate.getSubjectX500Principal().getName());
        } catch (GeneralSecurityException | RuntimeException | StackOverflowError e) {
            throw malformed("the token cannot be judged: " + e, e);
        }
    }

    /// Checks that this token answers a request.
    /// @param policy the policy that was asked for, null for any
    public void requireAnswerTo(BigInteger nonce, @Nullable String policy) throws InvalidTimeStampException {
        TimeStampTokenInfo info = token.getTimeStampInfo();
        if (!nonce.equals(info.getNonce())) {
            throw new InvalidTimeStampException(
                    Reason.WRONG_ANSWER, "the token's nonce is " + info.getNonce() + ", not " + nonce);
        }
        if (policy != null && !policy.equals(info.getPolicy().getId())) {
            throw new InvalidTimeStampException(
                    Reason.WRONG_ANSWER, "the token's policy is " + info.getPolicy() + ", not " + policy);
        }
    }

    private static void requireImprint(TimeStampTokenInfo info, byte[] data) throws InvalidTimeStampException {
        String digest = DIGESTS.get(info.getMessageImprintAlgOID());
        if (digest == null) {
            throw new InvalidTimeStampException(
                    Reason.WEAK_DIGEST, "the imprint's digest is " + info.getMessageImprintAlgOID());
        }
        if (!Arrays.equals(digest(digest).digest(data), info.getMessageImprintDigest())) {
            throw new InvalidTimeStampException(Reason.WRONG_IMPRINT, "the token is over other bytes");
        }
    }

    private X509CertificateHolder signer() throws InvalidTimeStampException {
        Collection<SignerInformation> signers =
                token.toCMSSignedData().getSignerInfos().getSigners();
        for (SignerInformation one : signers) {
            ASN1ObjectIdentifier digest = new ASN1ObjectIdentifier(one.getDigestAlgOID());
            if (WEAK.contains(digest)) {
                throw new InvalidTimeStampException(Reason.WEAK_DIGEST, "the signature's digest is " + digest);
            }
        }
        List<X509CertificateHolder> found =
                certificates().stream().filter(token.getSID()::match).toList();
        if (found.size() != 1) {
            throw new InvalidTimeStampException(
                    Reason.NO_CERTIFICATE, "the token carries " + found.size() + " certificates of its signer");
        }
        return found.getFirst();
    }

    private Collection<X509CertificateHolder> certificates() {
        return token.getCertificates().getMatches(null);
    }

    private static MessageDigest digest(String name) {
        try {
            return MessageDigest.getInstance(name);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no " + name, e);
        }
    }

    private static InvalidTimeStampException malformed(String message, @Nullable Throwable cause) {
        return new InvalidTimeStampException(Reason.MALFORMED, message, cause);
    }
}
