/// Holds what was read against the tree, the keys, the order, the trail and the witnesses.
///
/// Entry types: [Expiry], [ExternalCheckpoints], [GivenKeys], [LogVerifier].
@NamedInterface("judge")
@NullMarked
package io.chirograph.verifier.judge;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
