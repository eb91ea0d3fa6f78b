package io.chirograph.query.lookup;

import io.chirograph.query.index.IndexedCall;
import io.chirograph.query.index.IndexedEvent;
import org.jspecify.annotations.Nullable;

/// One entry of a timeline: a call, or an event of no call.
public record TimelineItem(
        @Nullable IndexedCall call, @Nullable IndexedEvent event) {}
