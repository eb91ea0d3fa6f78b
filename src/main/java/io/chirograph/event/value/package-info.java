/// The values that facts are made of.
@NamedInterface("value")
@NullMarked
package io.chirograph.event.value;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
