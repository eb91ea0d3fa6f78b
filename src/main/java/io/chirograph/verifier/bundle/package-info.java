/// TODO
@NamedInterface("bundle")
@NullMarked
package io.chirograph.verifier.bundle;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
