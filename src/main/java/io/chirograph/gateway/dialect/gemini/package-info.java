/// Google's wire format.
///
/// Entry types: [GeminiDialect], [PathModelDialect].
@NamedInterface("dialect.gemini")
@NullMarked
package io.chirograph.gateway.dialect.gemini;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
