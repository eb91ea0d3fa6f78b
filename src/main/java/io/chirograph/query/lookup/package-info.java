/// Questions answered from the index, as of given sizes.
///
/// Entry types: [IndexReader], [ListQuery], [Page], [PageMark], [PopulationReader].
@NamedInterface("lookup")
@NullMarked
package io.chirograph.query.lookup;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
