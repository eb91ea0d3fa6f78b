package io.chirograph.verifier.bundle;

import org.jspecify.annotations.Nullable;

/// One thing that was found in a bundle.
/// @param entry where; null when it concerns no single entry
public record BundleFinding(BundleProblem problem, @Nullable String entry, String detail) {
    @Override
    public String toString() {
        return (problem.failure() ? "FAILURE " : "notice  ") + problem.code() + (entry == null ? "" : " in " + entry)
                + ": " + detail;
    }
}
