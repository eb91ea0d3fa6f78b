/// TODO
///
/// Entry types: [ArchiveSearch], [BadFilterException], [CallEvent], [CallFilter], [CallRow], [Coverage],
/// [Examined], [FoundCall], [Population], [Sample], [Term].
@NamedInterface("search")
@NullMarked
package io.chirograph.verifier.search;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
