package io.chirograph.archive;

/// The two modes of S3 Object Lock, and the lack of one.
public enum LockMode {
    COMPLIANCE,
    GOVERNANCE,
    NONE
}
