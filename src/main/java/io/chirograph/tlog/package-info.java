/// The format of the log: leaf and node hashes (RFC 9162 section 2.1), proofs, tiles, signed notes and
/// checkpoints (C2SP).
///
/// Pure: no input or output, no clock, no Spring. A parser here accepts only what its specification allows
/// and answers anything else with a checked error; tree sizes come only from signed checkpoints.
///
/// Entry types: [Hash], [MalformedException], [Text], [TreeHasher].
@ApplicationModule(allowedDependencies = {"support :: digest"})
@NullMarked
package io.chirograph.tlog;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
