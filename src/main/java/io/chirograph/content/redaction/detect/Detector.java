package io.chirograph.content.redaction.detect;

/// Finds one kind of thing in texts. Thread-safe.
@FunctionalInterface
interface Detector {
    /// Adds what it finds. Takes time in proportion to the text's length.
    void find(ScannedText text, Spans spans);
}
