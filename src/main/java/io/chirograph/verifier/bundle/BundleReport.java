package io.chirograph.verifier.bundle;

import io.chirograph.publishedlog.PrintableText;
import io.chirograph.verifier.assurance.Assurance;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What judging a bundle came to; all texts are [PrintableText].
/// @param about what the bundle is about, in a few words; null when it could not be read
/// @param logs each log that it has something of
/// @param shown what was proved, one sentence each
/// @param said what the bundle says and nothing proves
/// @param assurances of each log that was judged; none where something does not hold
public record BundleReport(
        @Nullable String about,
        List<LogKey> logs,
        List<String> shown,
        List<String> said,
        List<BundleFinding> findings,
        List<LogAssurance> assurances) {
    /// Who stands for a log's events that are here, beside its operator.
    public record LogAssurance(String log, Assurance assurance) {
        public LogAssurance {
            log = PrintableText.of(log);
        }
    }

    /// One log and the key that it shows.
    /// @param key as the bundle names it; proves nothing
    /// @param known whether that key was given from outside
    public record LogKey(String log, String origin, String key, String fingerprint, boolean known) {
        public LogKey {
            log = PrintableText.of(log);
            origin = PrintableText.of(origin);
            key = PrintableText.of(key);
        }
    }

    public BundleReport {
        about = about == null ? null : PrintableText.of(about);
        logs = List.copyOf(logs);
        shown = shown.stream().map(PrintableText::of).toList();
        said = said.stream().map(PrintableText::of).toList();
        findings = List.copyOf(findings);
        assurances = List.copyOf(assurances);
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
