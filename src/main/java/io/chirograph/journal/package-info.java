/// Makes opaque records durable, in order, before anyone relies on them.
@ApplicationModule(allowedDependencies = {})
@NullMarked
package io.chirograph.journal;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
