/// How many bodies are decoded at once, and what becomes of those that expand too much.
///
/// Entry types: [DecodersBusy], [DecodingTurns], [ExcessiveExpansion].
@NamedInterface("dialect.coding")
@NullMarked
package io.chirograph.gateway.dialect.coding;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
