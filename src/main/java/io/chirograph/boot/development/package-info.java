/// What a developer's first start invents, so that it needs nothing.
///
/// Entry types: [Development].
@NamedInterface("development")
@NullMarked
package io.chirograph.boot.development;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
