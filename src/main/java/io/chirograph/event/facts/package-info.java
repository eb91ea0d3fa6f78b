/// The facts of each event type, as records; which of them exist is closed.
///
/// Entry types: [AccessAuthenticated], [ApplicationEvent], [ArchiveAccessed], [ArchiveChecked],
/// [AuditRead], [AuditorDesk], [BatchLine], [CallAttempted], [CallCompleted], [CallRefused], [CallStarted],
/// [ConfigChanged], [CredentialRotated], [ErasureRequested], [EventEncoder], [Fact], [HoldObserved], [HoldRequested],
/// [KeyRotated], [LimitWarned], [LogLife], [McpListChanged], [PayloadErased], [PermissionChanged],
/// [RefusalFact], [RetentionChanged], [RetentionRequested], [SwitchThrown],
/// [UsageReconciled].
@NamedInterface("facts")
@NullMarked
package io.chirograph.event.facts;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
