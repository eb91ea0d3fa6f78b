/// Carries the journal into the archive: batches, segments, Merkle tree, signed checkpoint; never decodes an
/// event.
///
/// Entry types: [Divergence], [ExportPosition], [ExportState], [ExportedLog], [Exporter], [ExporterProperties],
/// [Exporters],
/// [SealedObject], [SplitViewGuard], [Staging].
@ApplicationModule(
        allowedDependencies = {
            "archive",
            "archive :: configured",
            "archive :: retention",
            "archive :: settings",
            "journal",
            "publishedlog",
            "support :: concurrent",
            "support :: digest",
            "support :: disk",
            "support :: json",
            "support :: lifecycle",
            "support :: metrics",
            "tlog",
            "tlog :: note",
            "tlog :: tile"
        })
@NullMarked
package io.chirograph.exporter;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
