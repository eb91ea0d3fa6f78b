package io.chirograph.tlog.note;

/// A signed note cannot be accepted under the keys it was judged with.
public class InvalidSignatureException extends Exception {
    public enum Reason {
        /// A signature in the name of a known key does not verify: the whole note is refused.
        INVALID,
        /// No signature by a key that was asked for.
        MISSING,
        /// Two of the known keys have the same name and id.
        AMBIGUOUS_KEY
    }

    private final Reason reason;

    public InvalidSignatureException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
