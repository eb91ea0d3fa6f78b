/// A stopped process's journal, read with the code that recovers it.
///
/// Entry types: [JournalInspection].
@NamedInterface("inspect")
@NullMarked
package io.chirograph.journal.inspect;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
