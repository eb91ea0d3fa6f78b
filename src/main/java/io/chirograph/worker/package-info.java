/// The threads that live as long as the program: none of them ends unnoticed. No Spring.
@ApplicationModule(allowedDependencies = {})
@NullMarked
package io.chirograph.worker;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
