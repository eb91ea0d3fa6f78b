/// Why the gateway itself says no, and the response that says so.
///
/// Entry types: [EarlyRefusals], [Refusal].
@NamedInterface("refusal")
@NullMarked
package io.chirograph.gateway.refusal;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
