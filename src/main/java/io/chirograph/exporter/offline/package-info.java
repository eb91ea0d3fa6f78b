/// The export of a stopped data directory.
///
/// Entry types: [OfflineExport].
@NamedInterface("offline")
@NullMarked
package io.chirograph.exporter.offline;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
