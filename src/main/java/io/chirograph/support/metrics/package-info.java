/// Meters of one object.
///
/// Entry types: [Meters].
@NamedInterface("metrics")
@NullMarked
package io.chirograph.support.metrics;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
