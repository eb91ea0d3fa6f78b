/// Tomcat's edge: connections bounded in number and memory, heads read in time, no response of its own.
///
/// Entry types: [BodyPace], [ClientConnection], [ClientValve], [GatewayProtocol], [HeadReader],
/// [OpenConnections].
@NamedInterface("server")
@NullMarked
package io.chirograph.gateway.server;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
