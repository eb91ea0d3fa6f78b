/// A meta log: an ordinary log of which each entry is a checkpoint that another log published.
///
/// An entry is a `log.covered` event, so that it is written, proved, copied and verified as any event is:
///
/// ```text
/// {"data":{"checkpoint":"<signed note, byte for byte>","heartbeatMillis":300000,"log":"<log id>"}, ...}
/// ```
///
/// | bound | value |
/// |---|---|
/// | a covered note | 16 KiB |
/// | entries of a round, which is a segment | 1,000: one for each log |
///
/// Each interval has one round, with one entry for each log that this or an earlier round covers, in the
/// order of the logs' ids: its newest checkpoint, or the one before once more. So the last segment alone
/// tells the state of all logs, a log that vanishes stays in sight, and silence of the meta log is told by
/// `heartbeatMillis`. Of one log sizes never decrease, and one size has one root.
///
/// Entry types: [CoveredCheckpoint], [MetaLog], [MetaLogCheck].
@NamedInterface("meta")
@NullMarked
package io.chirograph.verifier.meta;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
