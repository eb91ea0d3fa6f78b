/// Content encodings undone as the bytes come, within bounds; what else of wire forms several packages read.
///
/// Entry types: [AsciiSet], [AwsMessage], [Base64Letters], [ContentCoding], [ContentDecoder].
@NamedInterface("coding")
@NullMarked
package io.chirograph.support.coding;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
