package io.chirograph.content.redaction;

/// A body cannot be scanned as a whole; says why by a stable code.
final class Incomplete extends RuntimeException {
    private static final long serialVersionUID = 1;

    /// A text is longer than what is looked at.
    static final String VALUE = "value-too-large";

    /// Objects and lists stand in one another too deep.
    static final String DEPTH = "too-deep";

    /// The texts of a stream are longer than what is kept in memory.
    static final String STREAM = "stream-too-large";

    /// The detectors take longer than they may.
    static final String TIMEOUT = "scan-timeout";

    /// Another scanner does not answer, or says what cannot be.
    static final String SCANNER = "scanner-unavailable";

    /// Without its content encoding a body would be far longer than with it.
    static final String EXPANSION = "excessive-expansion";

    /// Too many bodies are being redacted.
    static final String BUSY = "redactor-busy";

    final String code;

    Incomplete(String code) {
        super(code, null, false, false);
        this.code = code;
    }
}
