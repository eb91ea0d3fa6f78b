/// Requests of retention managers: recorded, kept, explained.
///
/// Entry types: [GatewayClient], [KnownRequests], [RetentionController], [RetentionRequest], [RetentionRequestStore],
/// [RetentionRequests], [UnexplainedChange].
@NamedInterface("requests")
@NullMarked
package io.chirograph.retention.requests;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
