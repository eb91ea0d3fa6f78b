/// Digests.
///
/// Entry types: [Sha256].
@NamedInterface("digest")
@NullMarked
package io.chirograph.support.digest;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
