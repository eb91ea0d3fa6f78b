/// Where a request comes from when trusted proxies stand before the gateway.
///
/// Entry types: [AddressRange], [ClientAddress], [ProxyProperties], [RequestHeaders], [ServletHeaders],
/// [TrustedProxies].
@NamedInterface("clientaddress")
@NullMarked
package io.chirograph.web.clientaddress;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
