/// Signed notes, checkpoints, cosignatures and their keys.
@NamedInterface("note")
@NullMarked
package io.chirograph.tlog.note;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
