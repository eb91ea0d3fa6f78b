package io.chirograph.verifier.timestamp;

import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What a verified time stamp token says: these bytes existed at [#genTime()].
/// @param genTime when the authority says it saw them
/// @param accuracy how far from the truth that may be, when the token says so
/// @param authority who the authority says it is: the subject of the certificate that signed
/// @param policy the authority's policy, an object identifier
/// @param nonce what the request asked to be repeated, when there was one
/// @param certificate SHA-256 of the certificate that signed, hex
public record TimeStamp(
        Instant genTime,
        @Nullable Duration accuracy,
        BigInteger serial,
        String authority,
        String policy,
        @Nullable BigInteger nonce,
        String imprint,
        String certificate) {}
