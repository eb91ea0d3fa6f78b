/// The settings of the gateway and of its providers.
///
/// Entry types: [AgentHeaders], [ConfiguredProvider], [GatewayProperties], [WorkloadIdentity].
@NamedInterface("settings")
@NullMarked
package io.chirograph.gateway.settings;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
