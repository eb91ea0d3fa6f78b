/// Turns credentials into an actor: gateway keys for callers, signed tokens for operators.
///
/// A secret is kept only as a hash and compared in constant time; what an actor says of itself is marked
/// `asserted`, what a credential proves is marked `verified`.
///
/// Entry types: [IdentityConfiguration].
@ApplicationModule(
        allowedDependencies = {
            "event",
            "event :: facts",
            "event :: value",
            "recording",
            "state",
            "support :: coding",
            "support :: command",
            "support :: digest",
            "support :: disk",
            "support :: json",
            "support :: sqlite",
            "support :: tables",
            "web",
            "web :: clientaddress"
        })
@NullMarked
package io.chirograph.identity;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
