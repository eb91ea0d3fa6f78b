/// Holds an archive against what was signed, again and again.
///
/// Entry types: [ArchiveExpectations], [CheckedFacts], [Reconciler], [Reconciliation],
/// [ReconciliationConfiguration], [VerifiedCheckpoints].
@NamedInterface("reconcile")
@NullMarked
package io.chirograph.monitor.reconcile;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
