/// Time stamps (RFC 3161): requests, tokens and trust.
@NamedInterface("timestamp")
@NullMarked
package io.chirograph.verifier.timestamp;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
