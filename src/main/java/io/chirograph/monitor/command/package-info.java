/// `chirograph archive check`.
@NamedInterface("command")
@NullMarked
package io.chirograph.monitor.command;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
