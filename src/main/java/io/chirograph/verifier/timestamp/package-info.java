/// Time stamps (RFC 3161): requests, tokens and trust.
///
/// Entry types: [InvalidTimeStampException], [TimeStamp], [TimeStampRequest], [TimeStampToken],
/// [TimeStampTrust].
@NamedInterface("timestamp")
@NullMarked
package io.chirograph.verifier.timestamp;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
