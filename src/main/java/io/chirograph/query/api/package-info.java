/// The auditors' REST API, read only.
///
/// Entry types: [AuditQuestions], [AuditRefusals], [AuditResponses], [LogParameters], [LogReader], [QueryParameters],
/// [SealInfo].
@NamedInterface("api")
@NullMarked
package io.chirograph.query.api;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
