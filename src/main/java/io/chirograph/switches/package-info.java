/// The kill switch: stops all calls, those to a provider or for a model, those of a tenant or a key, at once and
/// until it is taken back. Each change is an event, and survives a restart.
@ApplicationModule(allowedDependencies = {"event", "identity", "policy", "recording", "support", "web"})
@NullMarked
package io.chirograph.switches;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
