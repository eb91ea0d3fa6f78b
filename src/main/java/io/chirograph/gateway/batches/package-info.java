/// Batches, each request of which is a call of its own.
///
/// Before a batch leaves for the provider, `ai.call.started` of each of its lines is durable, behind that
/// of the call that submits it; before the last byte of a line's result goes back, its `ai.call.completed`
/// is. A line's id follows from the submitting call's id and the line's `custom_id`, so that a result finds
/// its line in whatever process it is fetched. `batches.db` in the data directory remembers which lines
/// there are and which have ended; where a crash makes that doubtful, the journal says it, and no line ends
/// twice.
///
/// Entry types: [BatchCall], [BatchLedger], [BatchProperties], [Batches], [BatchesLifecycle], [BatchStore], [LineCost].
@NamedInterface("batches")
@NullMarked
package io.chirograph.gateway.batches;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
