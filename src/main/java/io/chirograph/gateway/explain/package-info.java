/// `chirograph policy`: what policy would decide about a call.
///
/// Entry types: [Explanation], [PolicyCommand].
@NamedInterface("explain")
@NullMarked
package io.chirograph.gateway.explain;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
