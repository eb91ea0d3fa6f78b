/// Evidence to carry away.
///
/// Entry types: [ContentDoor], [EvidenceBounds], [EvidenceMaker], [EvidenceQuestion].
@NamedInterface("evidence")
@NullMarked
package io.chirograph.query.evidence;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
