package io.chirograph.content.capture;

import io.chirograph.content.ContentProperties;
import io.chirograph.content.envelope.ContentSealer;
import io.chirograph.content.redaction.ContentRedactor;
import io.chirograph.event.value.PayloadLevel;
import io.chirograph.recording.Recorder;
import java.util.function.Function;
import java.util.function.LongPredicate;

/// What it takes to keep the content of a call. Thread-safe.
/// @param waiting makes a place for what must be whole before it can be kept, given the request's memory
record CaptureTools(
        Recorder recorder,
        ContentRedactor redactor,
        ContentSealer sealer,
        ContentProperties properties,
        Function<LongPredicate, WaitingContent> waiting) {
    /// Whether bytes are kept at a level.
    static boolean keeps(PayloadLevel level) {
        return level.compareTo(PayloadLevel.REFERENCE) > 0;
    }
}
