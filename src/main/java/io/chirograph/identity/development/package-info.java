/// The credentials of a developer's own gateway.
///
/// Entry types: [DevelopmentCredentials], [DevelopmentOperators], [TokenCommand].
@NamedInterface("development")
@NullMarked
package io.chirograph.identity.development;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
