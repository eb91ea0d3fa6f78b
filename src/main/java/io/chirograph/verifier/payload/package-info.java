/// Reads the content that events name: packs and the objects beside them, in step with the segments.
///
/// What is handed on are digests and lengths, never content.
///
/// Entry types: [ContentFetch], [HeldContent], [PayloadObjects], [PayloadPlace], [ScannedPayload].
@NamedInterface("payload")
@NullMarked
package io.chirograph.verifier.payload;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
