/// An archive of plain files, for development and tests.
///
/// Entry types: [DirectoryArchive].
@NamedInterface("directory")
@NullMarked
package io.chirograph.archive.directory;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
