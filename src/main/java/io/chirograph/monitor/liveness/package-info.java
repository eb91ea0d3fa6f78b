/// Whether the logs that others write are alive.
@NamedInterface("liveness")
@NullMarked
package io.chirograph.monitor.liveness;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
