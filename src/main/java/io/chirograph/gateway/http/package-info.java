/// Heads, targets and bodies of HTTP messages as they came from the wire.
///
/// Entry types: [ExternalUrl], [HeaderRules], [Headers], [MemoryBudget], [QueryIds], [ReceivedBody],
/// [RecordedValue], [Reservation], [Spool], [SpoolFile], [Target], [UploadTicket].
@NamedInterface("http")
@NullMarked
package io.chirograph.gateway.http;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
