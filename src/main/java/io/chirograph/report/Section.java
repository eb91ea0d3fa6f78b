package io.chirograph.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One part of a report: a table, and where its rows come from.
/// @param id names it in JSON and OSCAL
/// @param says where the rows come from, and what they leave open
/// @param more rows that are not listed; 0 where all are
record Section(String id, String title, String says, List<String> columns, List<List<String>> rows, long more) {
    /// Rows that are listed at most.
    static final int MOST = 5_000;

    Section {
        columns = List.copyOf(columns);
        rows = rows.stream().map(List::copyOf).toList();
    }

    /// Rows in the making. One thread at a time.
    static final class Table {
        private final List<List<String>> rows = new ArrayList<>();
        private final List<String> columns;
        private long more;

        Table(String... columns) {
            this.columns = List.of(columns);
        }

        Table row(@Nullable Object... cells) {
            if (cells.length != columns.size()) {
                throw new IllegalArgumentException(cells.length + " cells, and " + columns.size() + " columns");
            }
            if (rows.size() < MOST) {
                rows.add(Arrays.stream(cells)
                        .map(cell -> cell == null ? "" : cell.toString())
                        .toList());
            } else {
                more++;
            }
            return this;
        }

        boolean isEmpty() {
            return rows.isEmpty();
        }

        Section section(String id, String title, String says) {
            return new Section(id, title, says, columns, rows, more);
        }
    }
}
