/// The archives that the configuration names, opened.
@NamedInterface("configured")
@NullMarked
package io.chirograph.archive.configured;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
