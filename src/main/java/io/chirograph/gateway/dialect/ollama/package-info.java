/// Ollama's own wire format.
///
/// Entry types: [OllamaDialect].
@NamedInterface("dialect.ollama")
@NullMarked
package io.chirograph.gateway.dialect.ollama;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
