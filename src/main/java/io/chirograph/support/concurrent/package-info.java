/// Threads that live as long as the program: watched, restarted or reported, never silently gone.
///
/// Entry types: [Schedule], [Worker], [Workers].
@NamedInterface("concurrent")
@NullMarked
package io.chirograph.support.concurrent;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
