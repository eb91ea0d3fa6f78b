/// Small files that are read and replaced whole: state in the data directory, secrets and settings that are watched.
@ApplicationModule(allowedDependencies = {})
@NullMarked
package io.chirograph.files;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
