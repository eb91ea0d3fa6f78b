package io.chirograph.support.lifecycle;

import org.jspecify.annotations.Nullable;

/// A part of the process that starts and stops in its phase.
///
/// Has the methods of Spring's `SmartLifecycle`, which a subclass declares, as this package knows no Spring. One
/// thread at a time starts and stops it; any thread may ask whether it runs.
public abstract class LifecyclePart {
    private final Phase phase;
    private volatile @Nullable Runnable end;

    protected LifecyclePart(Phase phase) {
        this.phase = phase;
    }

    /// Begins the work.
    /// @return what ends it; null where there is nothing to do
    protected abstract @Nullable Runnable begin();

    public final void start() {
        end = begin();
    }

    public final void stop() {
        Runnable ending = end;
        end = null;
        if (ending != null) {
            ending.run();
        }
    }

    public final boolean isRunning() {
        return end != null;
    }

    public final int getPhase() {
        return phase.value();
    }
}
