package io.chirograph.event.facts;

import io.chirograph.event.EventType;
import io.chirograph.event.encoding.Fields;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What an event says: a record that writes itself.
///
/// A new type of event is a record here, its [EventType], and its schema. Nothing that a fact holds can
/// make it fail to be written: [Fields] cuts and rewrites what does not fit.
public sealed interface Fact extends Fields.Part
        permits ApplicationEvent,
                ArchiveAccessed,
                ArchiveChecked,
                AuditRead,
                AuditorDesk,
                BatchLine,
                CallAttempted,
                CallCompleted,
                CallStarted,
                ConfigChanged,
                CredentialRotated,
                ErasureRequested,
                HoldObserved,
                HoldRequested,
                KeyRotated,
                LimitWarned,
                LogLife,
                McpListChanged,
                PayloadErased,
                PayloadErased.Key,
                PermissionChanged,
                RefusalFact,
                RefusalFact.Summary,
                RetentionChanged,
                RetentionRequested,
                SwitchThrown,
                UsageReconciled {
    /// The type of its event.
    default EventType type() {
        Of of = getClass().getAnnotation(Of.class);
        if (of == null) {
            throw new IllegalStateException(getClass() + " must have the annotation Fact.Of");
        }
        return of.value();
    }

    /// The CloudEvents `type` of its event: that of [#type()], unless a configuration declares it.
    default String typeName() {
        return type().wire();
    }

    /// The id of its event where something was named by it before; null for a new one.
    default @Nullable UUID eventId() {
        return null;
    }

    /// The type of the events that a fact becomes.
    @Retention(RetentionPolicy.RUNTIME)
    @interface Of {
        EventType value();
    }

    /// The call that it is about, which is the event's subject; null for none.
    default @Nullable UUID callId() {
        return null;
    }
}
