package io.chirograph.switches;

import java.util.Collection;
import java.util.List;
import java.util.Optional;

/// The switches that are thrown at one moment. Immutable; asked on the path of every call.
/// @param thrown in the order in which they were thrown
public record ActiveSwitches(List<ActiveSwitch> thrown) {
    public ActiveSwitches {
        thrown = List.copyOf(thrown);
    }

    /// Whether a model is stopped, so that no call may go on whose model is not known.
    public boolean needsModel() {
        return thrown.stream().anyMatch(each -> each.scope().kind() == SwitchScope.Kind.MODEL);
    }

    /// What stops such a call, as [ActiveSwitch#stops] has it.
    public Optional<ActiveSwitch> of(String provider, String tenant, String key, Collection<String> models) {
        return thrown.stream()
                .filter(each -> each.stops(provider, tenant, key, models))
                .findFirst();
    }
}
