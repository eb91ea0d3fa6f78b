/// The auditors' REST API, read only.
///
/// Entry types: [AuditResponses], [LogParameters], [LogReader], [QueryParameters].
@NamedInterface("api")
@NullMarked
package io.chirograph.query.api;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
