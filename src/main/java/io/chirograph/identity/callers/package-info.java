/// Who calls models, and for whom: gateway keys, tokens, metadata.
///
/// Entry types: [CallMetadata], [CallerAccess], [CallerIssuer], [CallerProperties], [Callers], [EndUser], [GatewayKey],
/// [GatewayKeyDatabase], [GatewayKeyEntry], [GatewayKeyForm], [GatewayKeys], [Grants], [KeyHash],
/// [KeyResult], [PresentedKey], [StoredKey], [UserIssuer].
@NamedInterface("callers")
@NullMarked
package io.chirograph.identity.callers;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
