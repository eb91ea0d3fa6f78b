/// Lengthens the locks of what must not run out.
@NamedInterface("renewal")
@NullMarked
package io.chirograph.monitor.renewal;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
