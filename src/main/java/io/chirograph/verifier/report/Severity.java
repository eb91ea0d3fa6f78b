package io.chirograph.verifier.report;

/// What a finding means for the response.
public enum Severity {
    /// The archive does not hold.
    FAILURE,
    /// Worth knowing; the archive holds.
    NOTICE
}
