package io.chirograph.verifier.timestamp;

import org.jspecify.annotations.Nullable;

/// A time stamp token proves nothing. The message says why.
public class InvalidTimeStampException extends Exception {
    /// Why, for machines.
    public enum Reason {
        /// Not a time stamp response with one token in it, or an unreadable one.
        MALFORMED,
        /// The authority refused, and says so.
        NOT_GRANTED,
        /// The token is over other bytes.
        WRONG_IMPRINT,
        /// The imprint or the signature uses a digest that no longer proves anything.
        WEAK_DIGEST,
        /// The token does not carry the certificate that signed it.
        NO_CERTIFICATE,
        /// The signature, or the attribute that names the signing certificate, does not hold.
        BAD_SIGNATURE,
        /// The certificate is not one for time stamping alone.
        WRONG_PURPOSE,
        /// No chain from the certificate to a trusted one that was valid at the token's time.
        UNTRUSTED,
        /// The token does not answer the request: another nonce or policy.
        WRONG_ANSWER
    }

    private final Reason reason;

    public InvalidTimeStampException(Reason reason, String message) {
        this(reason, message, null);
    }

    InvalidTimeStampException(Reason reason, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
