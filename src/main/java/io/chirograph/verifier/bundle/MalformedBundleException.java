package io.chirograph.verifier.bundle;

/// A file that is no bundle, or not what its names say.
final class MalformedBundleException extends Exception {
    public MalformedBundleException(String message) {
        super(message);
    }
}
