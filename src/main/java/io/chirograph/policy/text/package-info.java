/// A policy's YAML, read whole or not at all.
///
/// Entry types: [PolicyText].
@NamedInterface("text")
@NullMarked
package io.chirograph.policy.text;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
