/// The credentials of a developer's own gateway.
@NamedInterface("development")
@NullMarked
package io.chirograph.identity.development;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
