/// `chirograph archive check`.
///
/// Entry types: [ArchiveCheckCommand].
@NamedInterface("command")
@NullMarked
package io.chirograph.monitor.command;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
