package io.chirograph.query.content;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// The keys of digests, as far as this process has them. Thread-safe.
@FunctionalInterface
interface DigestKeys {
    /// No keys.
    DigestKeys NONE = keyId -> null;

    /// The key of this id; null where it is not here.
    byte @Nullable [] key(String keyId) throws IOException;
}
