/// The export of a stopped data directory.
@NamedInterface("offline")
@NullMarked
package io.chirograph.exporter.offline;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
