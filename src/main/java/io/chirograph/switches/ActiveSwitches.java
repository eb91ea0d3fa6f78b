package io.chirograph.switches;

import java.util.Collection;
import java.util.List;
import java.util.Optional;

/// The switches that are thrown at one moment. Immutable; asked on the path of every call.
public final class ActiveSwitches {
    private final List<ActiveSwitch> thrown;
    private final boolean models;

    ActiveSwitches(List<ActiveSwitch> thrown) {
        this.thrown = List.copyOf(thrown);
        this.models = thrown.stream().anyMatch(each -> each.scope().kind() == SwitchScope.Kind.MODEL);
    }

    /// All of them, in the order in which they were thrown.
    public List<ActiveSwitch> thrown() {
        return thrown;
    }

    /// Whether a model is stopped, so that no call may go on whose model is not known.
    public boolean needsModel() {
        return models;
    }

    /// What stops such a call, as [ActiveSwitch#stops] has it.
    public Optional<ActiveSwitch> of(String provider, String tenant, String key, Collection<String> models) {
        return thrown.isEmpty()
                ? Optional.empty()
                : thrown.stream()
                        .filter(each -> each.stops(provider, tenant, key, models))
                        .findFirst();
    }
}
