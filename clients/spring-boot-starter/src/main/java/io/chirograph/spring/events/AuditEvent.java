package io.chirograph.spring.events;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// One event, as `POST /v1/events` takes it. Immutable as far as the values in `data` are. The gateway
/// checks `data` against the type's schema; what is checked here is what no gateway takes.
///
/// @param type one of the gateway's four, or one that its configuration declares
/// @param data by the names of the type's schema; values are what Jackson writes
/// @param time when it happened; the event's own time is that of recording
/// @param dataClass a class of the gateway's policy
/// @param calls up to 64 ids of model calls, as `Chirograph-Call-Id` says them
/// @param metadata up to 14 entries that the event is found by, such as a case
public record AuditEvent(
        String type,
        Map<String, Object> data,
        @Nullable Instant time,
        @Nullable String dataClass,
        List<String> calls,
        Map<String, String> metadata) {
    public static final String DOCUMENT_PROCESSED = "document.processed";
    public static final String DECISION_RECORDED = "decision.recorded";
    public static final String PERMISSION_CHANGED = "permission.changed";
    public static final String STATE_CHANGED = "state.changed";

    /// What the gateway takes as one body, and so of one event.
    public static final int MOST_BYTES = 4_000_000;

    private static final int MOST_CALLS = 64;
    private static final int MOST_METADATA = 14;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /// @throws IllegalArgumentException naming what no gateway takes
    public AuditEvent {
        if (type.isBlank() || type.length() > 64) {
            throw new IllegalArgumentException("type must have 1 to 64 characters, was \"" + type + "\"");
        }
        if (calls.size() > MOST_CALLS) {
            throw new IllegalArgumentException("calls must be at most " + MOST_CALLS + ", were " + calls.size());
        }
        for (String call : calls) {
            if (!isUuid(call)) {
                throw new IllegalArgumentException("calls must be ids of calls, UUIDs, was \"" + call + "\"");
            }
        }
        if (metadata.size() > MOST_METADATA) {
            throw new IllegalArgumentException(
                    "metadata must have at most " + MOST_METADATA + " entries, had " + metadata.size());
        }
        data = Collections.unmodifiableMap(new LinkedHashMap<>(data));
        calls = List.copyOf(calls);
        metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
    }

    /// A document was processed.
    /// @param digest of the document: `sha256:<hex>`
    public static DocumentProcessed documentProcessed(String digest, String operation) {
        return new DocumentProcessed().with("documentDigest", digest).with("operation", operation);
    }

    /// Somebody decided something.
    public static DecisionRecorded decisionRecorded(String decisionId, String decision) {
        return new DecisionRecorded().with("decisionId", decisionId).with("decision", decision);
    }

    /// What somebody may do changed.
    public static PermissionChanged permissionChanged(String subject, String object) {
        return new PermissionChanged().with("subject", subject).with("object", object);
    }

    /// Something has another state.
    /// @param after text, number, boolean, or an object of members
    public static StateChanged stateChanged(String entity, Object after) {
        return new StateChanged().with("entity", entity).with("after", after);
    }

    /// An event of a type that the gateway's configuration declares.
    public static OwnType of(String type) {
        return new OwnType(type);
    }

    /// The event in the form in which it is sent. The same event has the same bytes only within one process:
    /// who repeats keeps them.
    /// @throws IllegalArgumentException where it cannot be written, or is over [#MOST_BYTES]
    public byte[] toJson() {
        Map<String, Object> event = new LinkedHashMap<>();
        event.put("type", type);
        event.put("data", data);
        if (time != null) {
            event.put("time", time.toString());
        }
        if (dataClass != null) {
            event.put("dataClass", dataClass);
        }
        if (!calls.isEmpty()) {
            event.put("related", Map.of("calls", calls));
        }
        byte[] json;
        try {
            json = JSON.writeValueAsString(event).getBytes(StandardCharsets.UTF_8);
        } catch (JacksonException e) {
            throw new IllegalArgumentException("The data of the event " + type + " cannot be written as JSON", e);
        }
        if (json.length > MOST_BYTES) {
            throw new IllegalArgumentException(
                    "The event " + type + " must have at most " + MOST_BYTES + " bytes, has " + json.length);
        }
        return json;
    }

    /// The types, not the data: an event may hold what no log should.
    @Override
    public String toString() {
        return "AuditEvent[" + type + "]";
    }

    private static boolean isUuid(String id) {
        try {
            return id.length() == 36 && UUID.fromString(id).toString().equalsIgnoreCase(id);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /// Makes an event. Not for several threads.
    /// @param <B> the builder's own type
    public abstract static class Builder<B extends Builder<B>> {
        private final String type;
        private final Map<String, Object> data = new LinkedHashMap<>();
        private final Map<String, String> metadata = new LinkedHashMap<>();
        private final List<String> calls = new ArrayList<>();
        private @Nullable Instant time;
        private @Nullable String dataClass;

        private Builder(String type) {
            this.type = type;
        }

        abstract B self();

        /// A member of `data`; null leaves it out.
        public B with(String member, @Nullable Object value) {
            if (value == null) {
                data.remove(member);
            } else {
                data.put(member, value);
            }
            return self();
        }

        /// The person who acted, as the application names that person.
        public B operator(@Nullable String operator) {
            return with("operator", operator);
        }

        public B time(@Nullable Instant time) {
            this.time = time;
            return self();
        }

        public B dataClass(@Nullable String dataClass) {
            this.dataClass = dataClass;
            return self();
        }

        /// Model calls that it is about, beside those named before.
        public B calls(Collection<String> ids) {
            calls.addAll(ids);
            return self();
        }

        /// Model calls that it is about, beside those named before.
        public B calls(String... ids) {
            return calls(List.of(ids));
        }

        /// An entry that it is found by, such as `case`.
        public B metadata(String name, String value) {
            metadata.put(name, value);
            return self();
        }

        /// @throws IllegalArgumentException as the event's constructor does
        public AuditEvent build() {
            return new AuditEvent(type, data, time, dataClass, calls, metadata);
        }
    }

    /// Makes a [#DOCUMENT_PROCESSED].
    public static final class DocumentProcessed extends Builder<DocumentProcessed> {
        private DocumentProcessed() {
            super(DOCUMENT_PROCESSED);
        }

        @Override
        DocumentProcessed self() {
            return this;
        }

        public DocumentProcessed documentId(@Nullable String id) {
            return with("documentId", id);
        }

        /// The document's state before and after.
        public DocumentProcessed change(@Nullable Object before, @Nullable Object after) {
            return with("before", before).with("after", after);
        }

        /// Free text, kept as the data class says.
        public DocumentProcessed note(@Nullable String note) {
            return with("note", note);
        }
    }

    /// Makes a [#DECISION_RECORDED].
    public static final class DecisionRecorded extends Builder<DecisionRecorded> {
        private DecisionRecorded() {
            super(DECISION_RECORDED);
        }

        @Override
        DecisionRecorded self() {
            return this;
        }

        /// Whom or what it is about.
        public DecisionRecorded subject(@Nullable String subject) {
            return with("subject", subject);
        }

        /// Free text, kept as the data class says.
        public DecisionRecorded reasoning(@Nullable String reasoning) {
            return with("reasoning", reasoning);
        }
    }

    /// Makes a [#PERMISSION_CHANGED].
    public static final class PermissionChanged extends Builder<PermissionChanged> {
        private PermissionChanged() {
            super(PERMISSION_CHANGED);
        }

        @Override
        PermissionChanged self() {
            return this;
        }

        /// What held until now, and what holds from here on.
        public PermissionChanged change(@Nullable Object before, @Nullable Object after) {
            return with("before", before).with("after", after);
        }

        /// Free text, kept as the data class says.
        public PermissionChanged reason(@Nullable String reason) {
            return with("reason", reason);
        }
    }

    /// Makes a [#STATE_CHANGED].
    public static final class StateChanged extends Builder<StateChanged> {
        private StateChanged() {
            super(STATE_CHANGED);
        }

        @Override
        StateChanged self() {
            return this;
        }

        public StateChanged before(@Nullable Object before) {
            return with("before", before);
        }

        /// Free text, kept as the data class says.
        public StateChanged reason(@Nullable String reason) {
            return with("reason", reason);
        }
    }

    /// Makes an event of a declared type.
    public static final class OwnType extends Builder<OwnType> {
        private OwnType(String type) {
            super(type);
        }

        @Override
        OwnType self() {
            return this;
        }
    }
}
