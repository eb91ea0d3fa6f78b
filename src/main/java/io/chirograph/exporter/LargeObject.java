package io.chirograph.exporter;

import io.chirograph.support.digest.Sha256;

/// One object of a batch whose bytes lie in a file beside it.
/// Content that is too large for a pack; whoever sends it holds one at a time.
/// @param key in the archive
/// @param sha256 of its bytes, in hex
record LargeObject(String key, long length, String sha256) {
    static LargeObject of(String key, byte[] bytes) {
        return new LargeObject(key, bytes.length, Sha256.hex(bytes));
    }

    /// The key's last part.
    String name() {
        return key.substring(key.lastIndexOf('/') + 1);
    }

    boolean is(byte[] bytes) {
        return bytes.length == length && Sha256.hex(bytes).equals(sha256);
    }
}
