/// Who stands for the logs beside their operator, and when recording, export or checking did not work.
///
/// Entry types: [CoverageReader].
@NamedInterface("coverage")
@NullMarked
package io.chirograph.query.coverage;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
