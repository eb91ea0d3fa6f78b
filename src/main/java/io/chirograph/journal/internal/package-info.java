/// The journal on disk: frames, groups, files, recovery.
@NamedInterface("internal")
@NullMarked
package io.chirograph.journal.internal;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
