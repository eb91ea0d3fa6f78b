/// The order in which the parts of a process start and stop.
///
/// Entry types: [LifecyclePart], [Phase].
@NamedInterface("lifecycle")
@NullMarked
package io.chirograph.support.lifecycle;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
