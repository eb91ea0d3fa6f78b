package io.chirograph.tlog.proof;

/// A proof does not prove what it was held against.
public class InvalidProofException extends Exception {
    public InvalidProofException(String message) {
        super(message);
    }
}
