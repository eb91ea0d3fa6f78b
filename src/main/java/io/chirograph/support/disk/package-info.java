/// Files that survive a power cut, and secrets in files.
@NamedInterface("disk")
@NullMarked
package io.chirograph.support.disk;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
