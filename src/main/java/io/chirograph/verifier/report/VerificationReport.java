package io.chirograph.verifier.report;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/// What the examination of a whole archive came to.
/// @param logs each log that is there, and each that a key was given for
public record VerificationReport(
        @JsonProperty("archive") String location, List<LogReport> logs, List<Finding> findings) {
    /// 0 holds, 1 does not hold, 2 could not be checked.
    /// @param strict whether a notice counts as a failure
    public int exitCode(boolean strict) {
        if (logs.stream().anyMatch(log -> log.state() == LogReport.State.FAILS)) {
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
