package io.chirograph.query.export;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.chirograph.publishedlog.PrintableText;
import io.chirograph.verifier.report.Finding;
import io.chirograph.verifier.report.Severity;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/// What came of the examination of one export.
/// @param list what was exported, and as what; null where the manifest does not say it
/// @param rows how many items the log gives; null where they were not made again
/// @param asOf the cut-off
/// @param proven what holds, in words
/// @param findings what does not
/// @param unchecked why something could not be judged; null where all was
record ExportReport(
        @Nullable String list,
        @Nullable String format,
        @Nullable Long rows,
        @Nullable SortedMap<String, Long> asOf,
        List<String> proven,
        List<Finding> findings,
        @Nullable String unchecked) {
    /// 0 holds, 1 does not hold, 2 could not be checked.
    @JsonIgnore
    int exitCode() {
        boolean isFailed = findings.stream().anyMatch(finding -> finding.severity() == Severity.FAILURE);
        return isFailed ? 1 : unchecked != null ? 2 : 0;
    }

    /// The report for people.
    @JsonIgnore
    String text() {
        StringBuilder text = new StringBuilder();
        proven.forEach(
                line -> text.append("holds:   ").append(PrintableText.of(line)).append('\n'));
        findings.forEach(finding -> text.append(finding).append('\n'));
        if (unchecked != null) {
            text.append("not checked: ").append(PrintableText.of(unchecked)).append('\n');
        }
        return text.append(
                        switch (exitCode()) {
                            case 0 -> "The export holds.";
                            case 1 -> "The export, its manifest or the log does not hold.";
                            default -> "The export could not be checked.";
                        })
                .append('\n')
                .toString();
    }
}
