package io.chirograph.recording;

import io.chirograph.event.value.Actor;

/// A part of the configuration that a running process can read again.
///
/// Safe to call from many threads; reloads of one part follow one another.
public interface Reloadable {
    /// The part's name, a word such as `policy`.
    String name();

    /// Reads the part again and, where it changed, takes it: the change is recorded first.
    /// @return whether anything changed
    /// @throws ReloadRefused what was read is not valid; what was in force stays in force
    /// @throws RecordingUnavailable the change cannot be recorded; what was in force stays in force
    boolean reload(Actor operator, String reason) throws ReloadRefused, RecordingUnavailable;
}
