/// What the messages of a socket mean: OpenAI's Realtime and Responses APIs, and Google's Live API.
///
/// Entry types: [ClientSays], [LiveDialect], [ProviderSays], [Sockets].
@NamedInterface("live")
@NullMarked
package io.chirograph.gateway.dialect.live;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
