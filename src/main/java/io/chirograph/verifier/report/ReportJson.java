package io.chirograph.verifier.report;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.chirograph.event.encoding.CanonicalJson;
import org.jspecify.annotations.Nullable;

/// A report for machines: one JSON object on one line, absent facts left out.
/// @param file what was examined, where the report does not say so itself
public record ReportJson(
        @Nullable String file,
        int exitCode,
        String answer,
        @JsonUnwrapped Object report) {
    /// @param report a record that Jackson writes
    public static String of(@Nullable String file, int exitCode, Object report) {
        return CanonicalJson.text(new ReportJson(file, exitCode, answer(exitCode), report)) + "\n";
    }

    public static String answer(int exitCode) {
        return switch (exitCode) {
            case 0 -> "holds";
            case 1 -> "does-not-hold";
            default -> "not-checked";
        };
    }
}
