/// HTTP exchanges whose size and time are bounded.
///
/// Entry types: [BoundedHttpPost].
@NamedInterface("http")
@NullMarked
package io.chirograph.support.http;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
