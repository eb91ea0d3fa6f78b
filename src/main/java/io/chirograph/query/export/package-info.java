/// Everything that a question finds as a file: CSV, JSON lines or Parquet, with a manifest, and the command that
/// judges both by the archive.
///
/// The bytes of an export follow from the question, its format, what the reader may see and the cut-off, the sizes of
/// the logs that it is as of. So it is resumed by being made again, and judged by being made from another index. A
/// format whose bytes change gets another [ExportManifest#VERSION].
///
/// Entry types: [Exports], [VerifyExportCommand].
@NamedInterface("export")
@NullMarked
package io.chirograph.query.export;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
