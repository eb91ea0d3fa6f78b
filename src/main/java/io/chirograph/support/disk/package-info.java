/// Files that survive a power cut, and secrets in files.
///
/// Entry types: [DiskSteps], [DurableFiles], [LockFile], [SecretFile], [SmallFile].
@NamedInterface("disk")
@NullMarked
package io.chirograph.support.disk;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
