package io.chirograph.verifier.timestamp;

import java.time.Instant;

/// What a verified time stamp token says: these bytes existed at [#genTime()].
/// @param genTime when the authority says it saw them
/// @param authority who the authority says it is: the subject of the certificate that signed
public record TimeStamp(Instant genTime, String authority) {}
