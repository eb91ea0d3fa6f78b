/// TODO
@NamedInterface("search")
@NullMarked
package io.chirograph.verifier.search;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
