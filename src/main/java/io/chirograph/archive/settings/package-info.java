/// The settings of archives and of retention.
///
/// Entry types: [AccessLogProperties], [ArchiveProperties], [PriceProperties], [RetentionProperties].
@NamedInterface("settings")
@NullMarked
package io.chirograph.archive.settings;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
