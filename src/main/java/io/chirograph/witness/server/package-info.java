/// A witness: cosigns what extends what it cosigned before (c2sp.org/tlog-witness).
///
/// Entry types: [Cosigning], [WitnessCommand], [WitnessServer], [WitnessStateStore].
@NamedInterface("server")
@NullMarked
package io.chirograph.witness.server;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
