/// What every package may use and none of the story is told in: digests, meters, commands. No Spring.
@ApplicationModule(
        type = ApplicationModule.Type.OPEN,
        allowedDependencies = {})
@NullMarked
package io.chirograph.support;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
