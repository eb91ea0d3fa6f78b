/// The gateway as applications see it: one request with events, and what came of it.
///
/// Entry types: [GatewayClient], [Batch], [Outcome], [RecordedEvent], [GatewayException].
@NullMarked
package io.chirograph.spring.gateway;

import org.jspecify.annotations.NullMarked;
