/// The archives that the configuration names, opened.
///
/// Entry types: [ArchiveOptions], [Archives], [ConfiguredArchive], [ConfiguredArchives].
@NamedInterface("configured")
@NullMarked
package io.chirograph.archive.configured;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
