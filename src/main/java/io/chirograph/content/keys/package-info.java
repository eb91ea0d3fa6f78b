/// Keys of tenants and subjects, outside the archive: whoever has the archive alone opens nothing with them.
///
/// Entry types: [ContentKeys], [ErasableKeys], [KeyObserver], [KeyStoreCopy], [KeyedDigests], [StoredContentKeys],
/// [SubjectKey].
@NamedInterface("keys")
@NullMarked
package io.chirograph.content.keys;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
