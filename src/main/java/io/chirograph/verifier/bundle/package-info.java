/// Evidence that is carried away: one file, made of what an archive holds, that is judged with a public key
/// alone.
///
/// ```
/// SHA256SUMS                                     digest of every other entry, as sha256sum -c reads it
/// VERIFY.md                                      how to check all of this by hand
/// content/<call>/<request|response>              content that an event names, as it is stored, where it was asked for
/// content/<call>/<request|response>.head         its line in the pack, without the content
/// events/<log>/<position, 16 digits>.json        an event's sealed bytes
/// events/<log>/<position>.tlog-proof             that it stands there (c2sp.org/tlog-proof)
/// logs/<log>/<size, 16 digits>/checkpoint        a signed checkpoint, the log's own signatures only
/// logs/<log>/<size>/consistency                  that it and the one of the proofs are of one history
/// logs/<log>/<size>/cosignatures/<key id>        one witness's line
/// logs/<log>/<size>/covered.json                 the meta log's entry that holds this checkpoint
/// logs/<log>/<size>/covered.tlog-proof           that it stands in the meta log, whose checkpoint is in it
/// logs/<log>/<size>/timestamp.tsr                RFC 3161 response over the checkpoint's bytes
/// logs/<log>/<size>/rotation.tlog-proof          that the last event there, which names another key, is in it
/// manifest.json                                  what is claimed, canonical JSON
/// population.csv, sample.csv                     of a bundle over a query
/// ```
///
/// The container is a zip file in one form: entries stored, in byte order of their names, without times,
/// comments or extra fields. One content has one encoding, and any other is refused: what cannot be
/// expressed cannot be abused. Reading is bounded by the file's size.
///
/// Entry types: [Bundle], [BundleBuilder], [BundleFinding], [BundleProblem], [BundleReport],
/// [BundleReportText], [BundleTooLargeException], [BundleVerifier].
@NamedInterface("bundle")
@NullMarked
package io.chirograph.verifier.bundle;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
