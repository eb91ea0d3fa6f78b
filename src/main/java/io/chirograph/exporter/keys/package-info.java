/// The signing keys of one log, in files.
///
/// Entry types: [ExportStoppedException], [KeyRing], [LogIdentity], [LogProperties], [Passphrase],
/// [SigningKeyFile].
@NamedInterface("keys")
@NullMarked
package io.chirograph.exporter.keys;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
