package io.chirograph.query.export;

import io.chirograph.query.api.AuditResponses;
import io.chirograph.query.index.IndexedCall;
import io.chirograph.query.index.IndexedEvent;
import io.chirograph.query.lookup.SummaryReader;
import io.chirograph.query.lookup.TimelineItem;
import io.chirograph.support.json.StrictJson;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// One item of a list, as the list has it.
/// @param item null of figures
@SuppressWarnings("ArrayRecordComponent") // written, never compared
record Row(@Nullable TimelineItem item, byte[] json) {
    /// The order among items of one millisecond: by log and place, whichever log was indexed first.
    static final Comparator<TimelineItem> WITHIN_A_MILLISECOND = Comparator.comparing(
            Row::first, Comparator.comparing(IndexedEvent::log).thenComparing(IndexedEvent::position));

    static Row of(TimelineItem item) {
        return new Row(item, AuditResponses.item(item));
    }

    static Row of(SummaryReader.Item figures) {
        return new Row(null, StrictJson.bytes(figures));
    }

    /// When it began, in milliseconds.
    static long time(TimelineItem item) {
        IndexedCall call = item.call();
        return call == null ? event(item).time() : call.time();
    }

    private static IndexedEvent event(TimelineItem item) {
        return Objects.requireNonNull(item.event(), "neither call nor event");
    }

    private static IndexedEvent first(TimelineItem item) {
        return events(item).stream()
                .min(Comparator.comparing(IndexedEvent::log).thenComparing(IndexedEvent::position))
                .orElseThrow();
    }

    /// Its events: those of a call, or itself; none of figures.
    List<IndexedEvent> events() {
        return item == null ? List.of() : events(item);
    }

    private static List<IndexedEvent> events(TimelineItem item) {
        IndexedCall call = item.call();
        return call == null ? List.of(event(item)) : call.events();
    }

    JsonNode tree() {
        return StrictJson.MAPPER.readTree(json);
    }
}
