/// Hashes of RFC 9162, growing trees, inclusion and consistency proofs.
@NamedInterface("proof")
@NullMarked
package io.chirograph.tlog.proof;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
