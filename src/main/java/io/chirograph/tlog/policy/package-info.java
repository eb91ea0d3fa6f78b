/// Which logs are believed and how many witnesses it takes (c2sp.org/tlog-policy).
///
/// Entry types: [WitnessPolicy], [WitnessPolicyOutcome], [WitnessPolicyParser].
@NamedInterface("policy")
@NullMarked
package io.chirograph.tlog.policy;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
