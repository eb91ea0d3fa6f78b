package io.chirograph.event;

/// The event types that this version writes.
public enum EventType {
    CALL_STARTED("ai.call.started"),
    CALL_COMPLETED("ai.call.completed"),
    CALL_REFUSED("ai.call.refused"),
    ARCHIVE_CHECKED("archive.checked"),
    RECORDING_LAPSED("recording.lapsed"),
    LOG_STARTED("log.started"),
    LOG_STOPPED("log.stopped"),
    LOG_RECOVERED("log.recovered"),
    LOG_HEARTBEAT("log.heartbeat");

    private final String wire;

    EventType(String wire) {
        this.wire = wire;
    }

    /// The CloudEvents `type`.
    public String wire() {
        return wire;
    }
}
