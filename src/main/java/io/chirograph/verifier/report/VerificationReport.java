package io.chirograph.verifier.report;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the examination of a whole archive came to.
/// @param logs each log that is there, and each that a key was given for
/// @param findings of the archive as a whole, and of a meta log about the others
/// @param metaLog what a meta log says of them; null where none was asked for, or it does not hold
public record VerificationReport(
        @JsonProperty("archive") String location,
        List<LogReport> logs,
        List<Finding> findings,
        @Nullable MetaLogState metaLog) {
    public VerificationReport(String location, List<LogReport> logs, List<Finding> findings) {
        this(location, logs, findings, null);
    }

    /// 0 holds, 1 does not hold, 2 could not be checked.
    /// @param strict whether a notice counts as a failure
    public int exitCode(boolean strict) {
        boolean fails = findings.stream().anyMatch(finding -> finding.kind().severity() == Severity.FAILURE);
        if (fails || logs.stream().anyMatch(log -> log.state() == LogReport.State.FAILS)) {
            return 1;
        }
        boolean noticed = !findings.isEmpty()
                || logs.stream().anyMatch(log -> !log.findings().isEmpty());
        if (strict && noticed) {
            return 1;
        }
        return !logs.isEmpty() && logs.stream().allMatch(log -> log.state() == LogReport.State.HOLDS) ? 0 : 2;
    }
}
