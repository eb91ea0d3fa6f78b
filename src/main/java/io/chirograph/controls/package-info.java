/// What the program does for the controls of several frameworks, as data that ships with it, and the papers made of it.
///
/// Nothing here reads the trail or the configuration: a paper names the settings to look at and the queries that show a
/// control at work.
///
/// Entry type: [ControlsCommand].
@ApplicationModule(allowedDependencies = {"archive :: retention", "support :: command", "support :: json"})
@NullMarked
package io.chirograph.controls;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
