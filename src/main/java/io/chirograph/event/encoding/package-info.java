/// The one canonical byte form of an event (RFC 8785), its limits and its numbers.
///
/// Entry types: [CanonicalJson], [Digest], [EncodedJson], [Fields], [Times].
@NamedInterface("encoding")
@NullMarked
package io.chirograph.event.encoding;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
