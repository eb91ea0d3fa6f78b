/// Follows what was published and verifies it again; reports gaps and what the store really does with locks.
@ApplicationModule(
        allowedDependencies = {"archive", "evidence", "files", "publishedlog", "recording", "support", "tlog", "worker"
        })
@NullMarked
package io.chirograph.monitor;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
