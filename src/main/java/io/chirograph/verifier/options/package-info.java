/// What is asked of an archive beyond holding by itself.
///
/// Entry types: [LockRule], [Progress], [Sightings], [VerificationOptions], [VerificationRange].
@NamedInterface("options")
@NullMarked
package io.chirograph.verifier.options;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
