/// Decides what a call may do and what of it is kept: payload level and retention class.
@ApplicationModule(allowedDependencies = {"event"})
@NullMarked
package io.chirograph.policy;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
