package io.chirograph.evidence;

/// An object of a log is not what its name promises. Reading it again does not help.
public class DamagedObjectException extends Exception {
    private final transient Finding finding;

    public DamagedObjectException(Finding finding) {
        super(finding.toString());
        this.finding = finding;
    }

    /// What is wrong with which object.
    public Finding finding() {
        return finding;
    }
}
