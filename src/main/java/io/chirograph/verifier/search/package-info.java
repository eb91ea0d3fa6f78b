/// What it means to find a call: one definition of filters, populations and samples, for the auditors' API
/// and for whoever recomputes its responses from a copy of the archive.
///
/// Entry types: [ArchiveSearch], [BadFilterException], [CallEvent], [CallFilter], [CallRow], [Condition],
/// [Coverage], [Examined], [FoundCall], [NumberRange], [Population], [Sample], [Term].
@NamedInterface("search")
@NullMarked
package io.chirograph.verifier.search;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
