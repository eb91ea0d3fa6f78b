/// Trust in the authorities of a file, and in no others.
@NamedInterface("tls")
@NullMarked
package io.chirograph.support.tls;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
