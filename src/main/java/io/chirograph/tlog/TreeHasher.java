package io.chirograph.tlog;

import io.chirograph.support.digest.Sha256;
import java.security.MessageDigest;

/// The hashes of RFC 9162 section 2.1.1: leaves and nodes never hash alike, for their prefixes differ.
public final class TreeHasher {
    /// One digest a thread: looking one up costs as much as hashing a small leaf.
    private static final ThreadLocal<MessageDigest> SHA256 = ThreadLocal.withInitial(Sha256::create);

    private static final Hash EMPTY_ROOT = Hash.owned(Sha256.create().digest());

    private TreeHasher() {}

    /// The root of the tree that holds nothing: SHA-256 of the empty string.
    public static Hash emptyRoot() {
        return EMPTY_ROOT;
    }

    /// SHA-256(0x00 ‖ entry).
    public static Hash leaf(byte[] entry) {
        return leaf(entry, 0, entry.length);
    }

    /// SHA-256(0x00 ‖ the `length` bytes at `offset`).
    public static Hash leaf(byte[] bytes, int offset, int length) {
        MessageDigest digest = fresh();
        digest.update((byte) 0);
        digest.update(bytes, offset, length);
        return Hash.owned(digest.digest());
    }

    /// SHA-256(0x01 ‖ left ‖ right).
    public static Hash node(Hash left, Hash right) {
        MessageDigest digest = fresh();
        digest.update((byte) 1);
        digest.update(left.raw());
        digest.update(right.raw());
        return Hash.owned(digest.digest());
    }

    private static MessageDigest fresh() {
        MessageDigest digest = SHA256.get();
        digest.reset();
        return digest;
    }
}
