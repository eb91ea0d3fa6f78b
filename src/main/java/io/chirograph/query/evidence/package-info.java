/// Evidence to carry away.
///
/// Entry types: [EvidenceBounds], [EvidenceMaker], [EvidenceQuestion].
@NamedInterface("evidence")
@NullMarked
package io.chirograph.query.evidence;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
