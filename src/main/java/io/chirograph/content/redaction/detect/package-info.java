/// Finds personal data and secrets in texts: by form, check digit and context.
///
/// Entry types: [Deadline], [Detectors], [OwnPattern], [ScanTimeout], [Spans].
@NullMarked
package io.chirograph.content.redaction.detect;

import org.jspecify.annotations.NullMarked;
