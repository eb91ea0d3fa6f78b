/// Questions answered from the index, as of given sizes.
///
/// Entry types: [EventName], [Figures], [IndexReader], [IndexedPlaces], [ListQuery], [NamedCall], [Page], [PageMark],
/// [PopulationReader], [SpanReader], [SummaryQuery], [SummaryReader], [TimelineItem],
/// [ToolLinks].
@NamedInterface("lookup")
@NullMarked
package io.chirograph.query.lookup;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
