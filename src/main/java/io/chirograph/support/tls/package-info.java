/// Trust in the authorities of a file, and in no others.
///
/// Entry types: [TrustedAuthorities].
@NamedInterface("tls")
@NullMarked
package io.chirograph.support.tls;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
