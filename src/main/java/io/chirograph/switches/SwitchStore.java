package io.chirograph.switches;

import java.io.IOException;
import java.util.List;

/// Where it is kept what is thrown. Each change is durable on return, whole or not made.
interface SwitchStore {
    /// In the order in which they were thrown.
    List<ActiveSwitch> read() throws IOException;

    /// Keeps one in the place of that of its scope.
    void put(ActiveSwitch thrown) throws IOException;

    void remove(SwitchScope scope) throws IOException;

    /// Whether other processes change it.
    boolean isShared();
}
