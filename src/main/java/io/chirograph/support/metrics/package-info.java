/// Meters; entry type: [io.chirograph.support.metrics.Meters].
///
/// Entry types: [Meters].
@NullMarked
package io.chirograph.support.metrics;

import org.jspecify.annotations.NullMarked;
