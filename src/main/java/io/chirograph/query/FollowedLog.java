package io.chirograph.query;

import io.chirograph.tlog.VerifierKey;

/// A log that the index follows, and the key that vouches for it. The key comes from configuration, never from
/// the archive.
record FollowedLog(VerifierKey key) {
    /// The log's id in the archive: the origin's last part, `-`, the key's id.
    String id() {
        String origin = key.name();
        return origin.substring(origin.lastIndexOf('/') + 1) + "-" + key.idHex();
    }

    String origin() {
        return key.name();
    }
}
