/// The kill switch: stops all calls, those to a provider or for a model, those of a tenant or a key, at once and
/// until it is taken back. Each change is an event, and survives a restart.
///
/// Entry types: [ActiveSwitch], [ActiveSwitches], [SwitchBoard], [SwitchCommand], [SwitchRequest], [SwitchScope].
@ApplicationModule(
        allowedDependencies = {
            "event :: facts",
            "event :: value",
            "identity :: operators",
            "policy :: model",
            "recording",
            "state",
            "support :: command",
            "support :: disk",
            "support :: json",
            "support :: metrics",
            "support :: tables",
            "web"
        })
@NullMarked
package io.chirograph.switches;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
