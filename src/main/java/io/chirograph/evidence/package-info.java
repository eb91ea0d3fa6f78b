/// Reads a published log back and judges it, offline and without trusting whoever wrote it. No Spring.
@ApplicationModule(allowedDependencies = {"archive", "event", "publishedlog", "support", "tlog"})
@NullMarked
package io.chirograph.evidence;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
