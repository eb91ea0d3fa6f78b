/// A stopped process's journal, read with the code that recovers it.
@NamedInterface("inspect")
@NullMarked
package io.chirograph.journal.inspect;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
