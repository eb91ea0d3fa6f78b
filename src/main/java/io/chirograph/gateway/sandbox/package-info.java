/// The provider inside the process: no key, no network, deterministic answers.
///
/// Entry types: [SandboxUpstream].
@NamedInterface("sandbox")
@NullMarked
package io.chirograph.gateway.sandbox;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
