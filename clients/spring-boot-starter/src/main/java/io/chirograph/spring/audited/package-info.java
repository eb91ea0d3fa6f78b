/// Methods that record an event when they return: [Audited].
///
/// The event is written to the outbox in the method's own transaction, innermost: before the transaction is
/// committed, whatever else is wound around the method.
///
/// Entry types: [Audited], [AuditedPostProcessor].
@NullMarked
package io.chirograph.spring.audited;

import org.jspecify.annotations.NullMarked;
