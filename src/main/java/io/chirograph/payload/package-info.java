/// Digests content; it is the one place that turns bytes of a prompt or an answer into what an event may hold.
@ApplicationModule(allowedDependencies = {"event", "policy"})
@NullMarked
package io.chirograph.payload;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
