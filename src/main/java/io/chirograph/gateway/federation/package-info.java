/// Tokens for providers, in exchange for those of the gateway's own platform: no provider's secret is at rest.
///
/// A token is in memory alone, and in no message, log or event: those name it by its id. An answer of a token endpoint
/// is believed only whole, in time, small and of the types that OAuth 2.0 (RFC 6749 section 5.1) gives it.
///
/// Entry types: [AccessToken], [FederatedCredential].
@NamedInterface("federation")
@NullMarked
package io.chirograph.gateway.federation;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
