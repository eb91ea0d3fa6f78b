package io.chirograph.event;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.SortedMap;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Turns facts into events: the one place where an event's bytes are made.
///
/// Safe for many threads. Encoding never fails for what the facts hold and never exceeds
/// [#MAX_BYTES]: what does not fit is cut, left out or rewritten, and the event says where under `truncated`,
/// `omitted` and `normalised`. Absent facts are absent fields.
public final class EventEncoder {
    /// No event is larger than this.
    public static final int MAX_BYTES = 60_000;

    private static final int[] SCALES = {1, 4, 16, 64};
    private static final int MAX_ORIGIN = 255;

    private final String source;
    private final Clock clock;
    private final UuidV7 ids;

    /// @param origin the log's origin, a schema-less URL such as `example.com/chirograph/gw-1`
    public EventEncoder(String origin, Clock clock) {
        if (origin.isBlank() || origin.length() > MAX_ORIGIN || !origin.matches("[!-~]+")) {
            throw new IllegalArgumentException("origin must be 1 to 255 visible ASCII characters: '" + origin + "'");
        }
        this.source = "//" + origin;
        this.clock = clock;
        this.ids = new UuidV7(clock);
    }

    public Event started(CallStarted facts) {
        return encode(EventType.CALL_STARTED, facts.callId(), data -> CallData.started(data, facts));
    }

    public Event completed(CallCompleted facts) {
        return encode(EventType.CALL_COMPLETED, facts.callId(), data -> CallData.completed(data, facts));
    }

    public Event refused(CallRefused facts) {
        return encode(EventType.CALL_REFUSED, facts.callId(), data -> CallData.refused(data, facts));
    }

    public Event refused(RefusalSummary facts) {
        return encode(EventType.CALL_REFUSED, null, data -> CallData.refused(data, facts));
    }

    public Event archiveChecked(SortedMap<String, Object> facts) {
        return encode(EventType.ARCHIVE_CHECKED, null, data -> LogData.archiveChecked(data, facts));
    }

    public Event lapsed(RecordingLapsed facts) {
        return encode(EventType.RECORDING_LAPSED, null, data -> LogData.lapsed(data, facts));
    }

    public Event keyRotated(KeyRotated facts) {
        return encode(EventType.KEY_ROTATED, null, data -> LogData.keyRotated(data, facts));
    }

    public Event holdRequested(HoldRequested facts) {
        return encode(EventType.HOLD_REQUESTED, null, data -> RetentionData.requested(data, facts));
    }

    public Event holdObserved(HoldObserved facts) {
        EventType type = facts.placed() ? EventType.HOLD_PLACED : EventType.HOLD_RELEASED;
        return encode(type, null, data -> RetentionData.observed(data, facts));
    }

    public Event retentionRequested(RetentionRequested facts) {
        return encode(EventType.RETENTION_REQUESTED, null, data -> RetentionData.requested(data, facts));
    }

    public Event retentionChanged(RetentionChanged facts) {
        return encode(EventType.RETENTION_CHANGED, null, data -> RetentionData.changed(data, facts));
    }

    public Event credentialRotated(CredentialRotated facts) {
        return encode(EventType.KEY_ROTATED, null, data -> LogData.credentialRotated(data, facts));
    }

    public Event permissionChanged(PermissionChanged facts) {
        return encode(EventType.PERMISSION_CHANGED, null, data -> LogData.permissionChanged(data, facts));
    }

    public Event configChanged(ConfigChanged facts) {
        return encode(EventType.CONFIG_CHANGED, null, data -> LogData.configChanged(data, facts));
    }

    public Event switchThrown(SwitchThrown facts) {
        return encode(EventType.SWITCH_THROWN, null, data -> LogData.switchThrown(data, facts));
    }

    public Event accessAuthenticated(AccessAuthenticated facts) {
        return encode(EventType.ACCESS_AUTHENTICATED, null, data -> AccessData.authenticated(data, facts));
    }

    /// Many refusals at the operators' doors, in the place of one event each.
    public Event accessRefused(RefusalSummary facts) {
        return encode(EventType.ACCESS_AUTHENTICATED, null, data -> {
            data.word("outcome", "refused");
            CallData.refused(data, facts);
        });
    }

    public Event auditRead(AuditRead facts) {
        return encode(EventType.AUDIT_READ, null, data -> AccessData.read(data, facts));
    }

    public Event logStarted(LogStarted facts) {
        return encode(EventType.LOG_STARTED, null, data -> LogData.started(data, facts));
    }

    public Event logStopped(LogStopped facts) {
        return encode(EventType.LOG_STOPPED, null, data -> LogData.stopped(data, facts));
    }

    public Event logRecovered(LogRecovered facts) {
        return encode(EventType.LOG_RECOVERED, null, data -> LogData.recovered(data, facts));
    }

    public Event heartbeat(LogHeartbeat facts) {
        return encode(EventType.LOG_HEARTBEAT, null, data -> LogData.heartbeat(data, facts));
    }

    private Event encode(EventType type, @Nullable UUID subject, Consumer<Fields> facts) {
        UUID id = ids.next();
        Instant time = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        for (int scale : SCALES) {
            Fields data = Fields.data(scale);
            facts.accept(data);
            byte[] canonical = CanonicalJson.encode(envelope(type, id, time, subject, data));
            if (canonical.length <= MAX_BYTES) {
                return new Event(id, type, time, canonical);
            }
        }
        throw new IllegalStateException("limits of " + type.wire() + " allow more than " + MAX_BYTES + " bytes");
    }

    private SortedFields envelope(EventType type, UUID id, Instant time, @Nullable UUID subject, Fields data) {
        SortedFields envelope = new SortedFields();
        envelope.put("data", data.finish());
        envelope.put("datacontenttype", "application/json");
        envelope.put("dataschema", type.schema());
        envelope.put("id", id.toString());
        envelope.put("source", source);
        envelope.put("specversion", "1.0");
        if (subject != null) {
            envelope.put("subject", subject.toString());
        }
        envelope.put("time", Times.rfc3339(time));
        envelope.put("type", type.wire());
        return envelope;
    }
}
