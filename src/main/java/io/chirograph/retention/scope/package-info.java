/// Finds the objects that a scope means, every version of each.
@NamedInterface("scope")
@NullMarked
package io.chirograph.retention.scope;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
