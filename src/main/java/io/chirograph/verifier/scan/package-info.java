/// Reads a log's objects once, in order, and notes what each says by itself.
@NamedInterface("scan")
@NullMarked
package io.chirograph.verifier.scan;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
