/// Content encodings undone as the bytes come, within bounds.
///
/// Entry types: [ContentCoding], [ContentDecoder], [DecodersBusy], [DecodingTurns], [ExcessiveExpansion].
@NamedInterface("dialect.coding")
@NullMarked
package io.chirograph.gateway.dialect.coding;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
