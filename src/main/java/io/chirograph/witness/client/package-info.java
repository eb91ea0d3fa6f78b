/// Asks witnesses and time stamping authorities to confirm this log's checkpoints.
///
/// Entry types: [CheckpointOffer], [Witnessing].
@NamedInterface("client")
@NullMarked
package io.chirograph.witness.client;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
