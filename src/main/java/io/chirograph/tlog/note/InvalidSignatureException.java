package io.chirograph.tlog.note;

/// A signed note cannot be accepted under the keys it was judged with.
public class InvalidSignatureException extends Exception {
    public InvalidSignatureException(String message) {
        super(message);
    }
}
