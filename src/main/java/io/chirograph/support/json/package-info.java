/// JSON that people and other programs send, read strictly into records and written from them.
///
/// Entry types: [StrictJson].
@NamedInterface("json")
@NullMarked
package io.chirograph.support.json;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
