package io.chirograph.rescue;

import java.nio.file.Path;

/// What a start must know of successions.
public final class Successions {
    private Successions() {}

    /// Whether a succession broke off half-way: nothing may start on this data directory before it is finished.
    public static boolean isPending(Path dataDirectory) {
        return SuccessionPlan.isPending(dataDirectory);
    }
}
