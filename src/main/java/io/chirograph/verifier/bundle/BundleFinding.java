package io.chirograph.verifier.bundle;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.chirograph.publishedlog.PrintableText;
import io.chirograph.verifier.report.Severity;
import org.jspecify.annotations.Nullable;

/// One thing that was found in a bundle.
/// @param entry where; null when it concerns no single entry
public record BundleFinding(
        @JsonProperty("code") BundleProblem problem,
        @Nullable String entry,
        String detail) {
    /// What stands in a bundle is anybody's: none of it gets to a terminal or a report as it is.
    public BundleFinding {
        entry = entry == null ? null : PrintableText.of(entry);
        detail = PrintableText.of(detail);
    }

    @JsonProperty
    public Severity severity() {
        return problem.failure() ? Severity.FAILURE : Severity.NOTICE;
    }

    @Override
    public String toString() {
        return (problem.failure() ? "FAILURE " : "notice  ") + problem.code() + (entry == null ? "" : " in " + entry)
                + ": " + detail;
    }
}
