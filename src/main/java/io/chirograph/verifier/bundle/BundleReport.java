package io.chirograph.verifier.bundle;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What judging a bundle came to.
/// @param about what the bundle is about, in a few words; null when it could not be read
/// @param logs each log that it has something of
/// @param shown what was proved, one sentence each
/// @param said what the bundle says and nothing proves
public record BundleReport(
        @Nullable String about,
        List<LogKey> logs,
        List<String> shown,
        List<String> said,
        List<BundleFinding> findings) {
    /// One log and the key that it shows.
    /// @param key as the bundle names it; proves nothing
    /// @param known whether that key was given from outside
    public record LogKey(String log, String origin, String key, String fingerprint, boolean known) {}

    public BundleReport {
        logs = List.copyOf(logs);
        shown = List.copyOf(shown);
        said = List.copyOf(said);
        findings = List.copyOf(findings);
    }

    /// 0 holds, 1 does not hold, 2 could not be checked.
    /// @param strict whether a notice counts as a failure
    public int exitCode(boolean strict) {
        if (findings.stream().anyMatch(one -> strict || one.problem().failure())) {
            return 1;
        }
        return logs.isEmpty() || logs.stream().anyMatch(log -> !log.known()) ? 2 : 0;
    }
}
