package io.chirograph.verifier.bundle;

/// A file is no bundle, or part of it is not what its name says.
final class MalformedBundleException extends Exception {
    public MalformedBundleException(String message) {
        super(message);
    }
}
