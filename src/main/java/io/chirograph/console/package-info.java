/// The auditors' web pages over the query API; none yet: the package marks where they go and what they may
/// reach.
@ApplicationModule(allowedDependencies = {"query"})
@NullMarked
package io.chirograph.console;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
