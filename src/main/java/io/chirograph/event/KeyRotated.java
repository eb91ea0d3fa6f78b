package io.chirograph.event;

import org.jspecify.annotations.Nullable;

/// The facts of a `key.rotated` event about the log's own key: behind it, another key signs the log.
///
/// @param key the verifier key of the one that takes over (a C2SP vkey)
/// @param previousKey the verifier key of the one that signed up to here
/// @param reason why, in the operator's words; `compromise` where the old key is revoked
/// @param revokedFrom the largest size for which the old key alone is still believed; null when it was merely
///     retired
/// @param operator who did it
public record KeyRotated(
        String key,
        String previousKey,
        String reason,
        @Nullable Long revokedFrom,
        Actor operator) {}
