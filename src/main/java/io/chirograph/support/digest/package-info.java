/// Digests; entry type: [io.chirograph.support.digest.Sha256].
///
/// Entry types: [Sha256].
@NamedInterface("digest")
@NullMarked
package io.chirograph.support.digest;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
