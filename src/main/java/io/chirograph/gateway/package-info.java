/// Forwards and streams exchanges between applications and providers, byte for byte, and records each of
/// them.
///
/// Before a request leaves for a provider its *started* event is durable; before the end of the response leaves
/// for the caller its *completed* event is durable. A response that is not recorded as complete never ends
/// cleanly.
@ApplicationModule(
        allowedDependencies = {
            "content",
            "content :: capture",
            "content :: envelope",
            "content :: keys",
            "content :: redaction",
            "event",
            "event :: encoding",
            "event :: facts",
            "event :: value",
            "identity :: callers",
            "identity :: development",
            "limits",
            "policy",
            "policy :: eval",
            "policy :: model",
            "pricing",
            "receipts",
            "recording",
            "state",
            "support :: coding",
            "support :: command",
            "support :: concurrent",
            "support :: digest",
            "support :: disk",
            "support :: http",
            "support :: json",
            "support :: lifecycle",
            "support :: metrics",
            "support :: sqlite",
            "support :: tables",
            "switches",
            "web",
            "web :: clientaddress"
        })
@NullMarked
package io.chirograph.gateway;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
