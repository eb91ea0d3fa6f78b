/// Holds model calls to limits: who a call's subjects are, and what it may take at most.
///
/// Entry types: [CallLimits].
@NamedInterface("limiting")
@NullMarked
package io.chirograph.gateway.limiting;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
