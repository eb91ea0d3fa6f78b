package io.chirograph.query.export;

import io.chirograph.query.lookup.IndexReader;
import io.chirograph.query.lookup.ListQuery;
import io.chirograph.query.lookup.Page;
import io.chirograph.query.lookup.TimelineItem;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/// A list that can be exported.
enum ExportList {
    CALLS,
    EVENTS,
    TIMELINE,
    /// Figures, which come at once and not in pages.
    SUMMARY;

    /// The list of this name, as paths have it.
    static Optional<ExportList> of(String name) {
        return Arrays.stream(values()).filter(list -> list.path().equals(name)).findFirst();
    }

    String path() {
        return name().toLowerCase(Locale.ROOT);
    }

    List<Column> columns() {
        return switch (this) {
            case CALLS -> Column.OF_CALLS;
            case EVENTS -> Column.OF_EVENTS;
            case TIMELINE -> Column.OF_TIMELINES;
            case SUMMARY -> Column.OF_SUMMARIES;
        };
    }

    Page<TimelineItem> page(IndexReader index, ListQuery query) throws SQLException {
        return switch (this) {
            case CALLS -> items(index.calls(query), call -> new TimelineItem(call, null, null));
            case EVENTS -> items(index.events(query), event -> new TimelineItem(null, event, null));
            case TIMELINE -> index.timeline(query);
            case SUMMARY -> throw new IllegalArgumentException("figures come in no pages");
        };
    }

    private static <T> Page<TimelineItem> items(Page<T> page, Function<T, TimelineItem> item) {
        return new Page<>(
                page.items().stream().map(item).toList(), page.next(), page.asOf(), page.coverage(), page.links());
    }
}
