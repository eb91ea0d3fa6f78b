package io.chirograph.event;

/// The event types that this version writes.
public enum EventType {
    CALL_STARTED("ai.call.started"),
    CALL_ATTEMPTED("ai.call.attempted"),
    CALL_COMPLETED("ai.call.completed"),
    CALL_REFUSED("ai.call.refused"),
    MCP_LIST_CHANGED("mcp.list.changed"),
    LIMIT_WARNED("limit.warned"),
    ARCHIVE_CHECKED("archive.checked"),
    ARCHIVE_ACCESSED("archive.accessed"),
    RECORDING_LAPSED("recording.lapsed"),
    KEY_ROTATED("key.rotated"),
    CONFIG_CHANGED("config.changed"),
    PERMISSION_CHANGED("permission.changed"),
    SWITCH_THROWN("switch.thrown"),
    ACCESS_AUTHENTICATED("access.authenticated"),
    AUDIT_READ("audit.read"),
    LINK_CREATED("link.created"),
    LINK_REVOKED("link.revoked"),
    REQUEST_CHANGED("request.changed"),
    QUESTION_CHANGED("question.changed"),
    HOLD_REQUESTED("hold.requested"),
    HOLD_PLACED("hold.placed"),
    HOLD_RELEASED("hold.released"),
    RETENTION_REQUESTED("retention.requested"),
    RETENTION_CHANGED("retention.changed"),
    ERASURE_REQUESTED("erasure.requested"),
    KEY_DESTROYED("key.destroyed"),
    PAYLOAD_ERASED("payload.erased"),
    USAGE_RECONCILED("usage.reconciled"),
    DOCUMENT_PROCESSED("document.processed"),
    DECISION_RECORDED("decision.recorded"),
    STATE_CHANGED("state.changed"),
    /// Stands for all types that a configuration declares; their events carry their own names.
    APPLICATION("application"),
    LOG_STARTED("log.started"),
    LOG_STOPPED("log.stopped"),
    LOG_RECOVERED("log.recovered"),
    LOG_HEARTBEAT("log.heartbeat"),
    /// An entry of a meta log; no other log has any.
    LOG_COVERED("log.covered");

    private final String wire;
    private final String schema;

    EventType(String wire) {
        this.wire = wire;
        this.schema = "urn:chirograph:schema:" + wire + ":1";
    }

    /// The CloudEvents `type`.
    public String wire() {
        return wire;
    }

    /// The CloudEvents `dataschema`: a name for the schema and its version, not an address. The version
    /// grows only with a change that a reader of the former one could not read.
    public String schema() {
        return schema;
    }
}
