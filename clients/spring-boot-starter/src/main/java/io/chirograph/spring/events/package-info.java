/// What applications record: an event has a type, data as the type's schema has it, and what it is about.
///
/// Entry types: [AuditEvent].
@NullMarked
package io.chirograph.spring.events;

import org.jspecify.annotations.NullMarked;
