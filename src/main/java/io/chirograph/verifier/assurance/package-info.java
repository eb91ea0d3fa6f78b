/// What a verification may claim of a log, in words that never say more than was seen, and when it did not work.
///
/// Nothing here reads configuration: a level is made of signatures, tokens and locks that were verified or read back.
///
/// Entry types: [Assurance], [AssuranceLevel], [DirectReads], [Interruption], [Interruptions], [LockTally],
/// [LogCoverage], [Observations].
@NamedInterface("assurance")
@NullMarked
package io.chirograph.verifier.assurance;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
