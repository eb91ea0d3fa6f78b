package io.chirograph;

import org.junit.jupiter.api.Assumptions;

/// What a test needs of the machine beyond the build itself.
public final class Requirements {
    private Requirements() {}

    /// Skips the test when `what` is not available, or fails it where `CHIROGRAPH_REQUIRE_ALL=true` says that
    /// everything must be there.
    public static void require(boolean available, String what) {
        if (!available && "true".equals(System.getenv("CHIROGRAPH_REQUIRE_ALL"))) {
            throw new AssertionError("needed and not available: " + what);
        }
        Assumptions.assumeTrue(available, () -> "skipped, not available: " + what);
    }
}
