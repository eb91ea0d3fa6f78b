package io.chirograph.verifier.timestamp;

import io.chirograph.support.digest.Sha256;
import java.io.IOException;
import java.math.BigInteger;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.tsp.TimeStampRequestGenerator;
import org.jspecify.annotations.Nullable;

/// A request for a time stamp (RFC 3161) over some bytes: SHA-256, with a nonce, and with the authority's
/// certificates in the response.
/// @param policy the authority's policy that must be followed, an object identifier; null for its own choice
@SuppressWarnings("ArrayRecordComponent") // never compared
public record TimeStampRequest(
        byte[] data, BigInteger nonce, @Nullable String policy) {
    public TimeStampRequest {
        data = data.clone();
    }

    public byte[] bytes() {
        try {
            TimeStampRequestGenerator request = new TimeStampRequestGenerator();
            request.setCertReq(true);
            if (policy != null) {
                request.setReqPolicy(new ASN1ObjectIdentifier(policy));
            }
            return request.generate(NISTObjectIdentifiers.id_sha256, Sha256.of(data), nonce)
                    .getEncoded();
        } catch (IOException e) {
            throw new IllegalStateException("a request in memory cannot be encoded", e);
        }
    }

    /// What `answer` proves, when it is the answer to this request.
    public TimeStamp accept(byte[] response, TimeStampTrust trust) throws InvalidTimeStampException {
        TimeStampToken token = TimeStampToken.parse(response);
        token.requireAnswerTo(nonce, policy);
        return token.verify(data, trust);
    }
}
