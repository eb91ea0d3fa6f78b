/// One call from its first byte to its last: admission, exchange, record.
///
/// Entry types: [Admission], [Authenticator], [BodyReceiver], [Call], [Caller], [ErrorResponses],
/// [InboundRequest], [McpHeaders], [OutboundRequest], [RequestContext], [Routing], [SentSecrets],
/// [StrayKeys], [Targets], [WaitingBody].
@NamedInterface("call")
@NullMarked
package io.chirograph.gateway.call;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
