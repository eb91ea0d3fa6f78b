package io.chirograph.event;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The facts of an `ai.call.refused` event: the gateway said no before anything was sent to a provider.
///
/// @param code the stable error code that the caller got (`key-unknown`, `path-refused`, `too-large`, …)
/// @param status the HTTP status that the caller got
/// @param field which part of the request was refused
/// @param value the offending value, cut to 256 bytes; never a secret
/// @param policy what policy decided; null where another said no
/// @param peer the address the connection came from
/// @param claimedAddress the address that a trusted proxy names as its own peer's; null without one
public record CallRefused(
        UUID callId,
        Actor actor,
        @Nullable String provider,
        String code,
        int status,
        @Nullable String field,
        @Nullable String value,
        @Nullable String method,
        @Nullable String path,
        Trace trace,
        @Nullable PolicyFacts policy,
        String peer,
        @Nullable String claimedAddress) {
    /// The address that refusals are counted by: the one that a trusted proxy names, else the peer's.
    public String source() {
        return claimedAddress == null ? peer : claimedAddress;
    }
}
