package io.chirograph.verifier.report;

import com.fasterxml.jackson.annotation.JsonProperty;

/// What a finding means for the response.
public enum Severity {
    /// The archive does not hold.
    @JsonProperty("failure")
    FAILURE,
    /// Worth knowing; the archive holds.
    @JsonProperty("notice")
    NOTICE
}
