/// Finds the objects that a scope means, every version of each.
///
/// Entry types: [ScopeResolver].
@NamedInterface("scope")
@NullMarked
package io.chirograph.retention.scope;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
