package io.chirograph.verifier.report;

/// Bytes are no checkpoint of the log, size and keys in question.
public final class InvalidCheckpointException extends Exception {
    private final transient Finding finding;

    public InvalidCheckpointException(Finding finding) {
        super(finding.toString());
        this.finding = finding;
    }

    /// What is wrong with which object.
    public Finding finding() {
        return finding;
    }
}
