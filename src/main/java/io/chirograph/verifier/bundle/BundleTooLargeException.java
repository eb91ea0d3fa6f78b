package io.chirograph.verifier.bundle;

/// What is to go into a bundle does not fit into one.
public final class BundleTooLargeException extends Exception {
    BundleTooLargeException(long limit) {
        super("the evidence is more than " + limit + " bytes or " + Bundle.MAX_ENTRIES + " entries");
    }
}
