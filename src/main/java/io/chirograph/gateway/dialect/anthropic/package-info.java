/// Anthropic's wire format.
///
/// Entry types: [AnthropicDialect], [AnthropicExtractor].
@NamedInterface("dialect.anthropic")
@NullMarked
package io.chirograph.gateway.dialect.anthropic;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
