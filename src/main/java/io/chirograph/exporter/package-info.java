/// Carries the journal into the archive: batches, segments, Merkle tree, signed checkpoint; never decodes an
/// event.
@ApplicationModule(allowedDependencies = {"archive", "files", "journal", "publishedlog", "support", "tlog", "worker"})
@NullMarked
package io.chirograph.exporter;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
