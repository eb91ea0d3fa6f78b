/// What the commands of `./chirograph` share: output, errors, exit codes and converters of option values.
///
/// Entry types: [AdminClient], [AdminOptions], [ChirographCommand], [ChirographProgram],
/// [Converters].
@NamedInterface("command")
@NullMarked
package io.chirograph.support.command;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
