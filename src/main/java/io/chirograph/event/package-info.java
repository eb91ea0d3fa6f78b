/// What an audit event is: its types, its one canonical byte form (RFC 8785), its identifiers and digests.
///
/// An event happened; it is encoded once, here, and everyone else carries its bytes without decoding them.
/// Every field is *structural*, *identifying* or *content*; content never enters an event, only its digest
/// does. An event is at most 60,000 bytes; the limit binds whoever writes events, never a caller.
///
/// Entry types: [Event], [EventType], [EventView], [MalformedEventException], [UuidV7].
@ApplicationModule(allowedDependencies = {"support :: json"})
@NullMarked
package io.chirograph.event;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
