/// Who may use the operators' surfaces, and the record of each access.
///
/// Entry types: [AccessEventSink], [AccessLog], [AdminController], [AuditScope], [Guest], [Operator],
/// [OperatorAccess], [OperatorProperties], [OperatorReader], [OperatorRefusals], [OperatorSecurity],
/// [OperatorTokens], [PresentedCredential], [Role], [TokenHeader], [TokenRoles].
@NamedInterface("operators")
@NullMarked
package io.chirograph.identity.operators;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
