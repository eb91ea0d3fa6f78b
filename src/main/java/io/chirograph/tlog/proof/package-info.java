/// Hashes of RFC 9162, growing trees, inclusion and consistency proofs.
///
/// Entry types: [CompactRange], [ConsistencyProof], [ConsistencyText], [HashReader], [InclusionProof],
/// [TlogProof].
@NamedInterface("proof")
@NullMarked
package io.chirograph.tlog.proof;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
