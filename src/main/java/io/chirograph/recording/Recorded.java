package io.chirograph.recording;

import io.chirograph.event.Event;

/// An event that is durable, and its position in the log for ever.
public record Recorded(Event event, long position) {}
