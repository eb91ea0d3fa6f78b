package io.chirograph.spring.gateway;

import org.jspecify.annotations.Nullable;

/// Where an event stands in the log.
///
/// @param id the event's
/// @param log the origin of its log
/// @param receipt the log's signed promise, over the request's body; null where the gateway had answered this
///     request before and holds its events in the journal no more
public record RecordedEvent(String id, String log, @Nullable String receipt) {}
