/// Providers over HTTP/1.1 (RFC 9112): connections, requests, responses.
///
/// Entry types: [Credential], [Provider], [ProviderCredentials], [ProviderUrl], [Providers], [Upstream],
/// [UpstreamException], [UpstreamRequest], [UpstreamResponse].
@NamedInterface("upstream")
@NullMarked
package io.chirograph.gateway.upstream;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
