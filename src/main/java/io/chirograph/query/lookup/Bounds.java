package io.chirograph.query.lookup;

import io.chirograph.query.index.ItemNumber;
import io.chirograph.query.index.TextVolume;
import io.chirograph.verifier.search.CallFilter;

/// Numbers of items, from the first on and before the second.
record Bounds(long from, long before) {
    static final Bounds ALL = new Bounds(0, Long.MAX_VALUE);

    /// The items that begin in a filter's period.
    static Bounds of(CallFilter filter) {
        return new Bounds(
                filter.from() == null ? 0 : ItemNumber.from(filter.from()),
                filter.to() == null ? Long.MAX_VALUE : ItemNumber.from(filter.to()));
    }

    /// What of them comes behind an item in the order of a list.
    Bounds behind(long item, boolean oldestFirst) {
        return oldestFirst ? new Bounds(Math.max(from, item + 1), before) : new Bounds(from, Math.min(before, item));
    }

    /// What of them comes up to an item in the order of a list, that one included.
    Bounds upTo(long item, boolean oldestFirst) {
        return oldestFirst ? new Bounds(from, item + 1) : new Bounds(item, before);
    }

    /// What of them stands in a volume of the full text.
    Bounds within(TextVolume volume) {
        return new Bounds(Math.max(from, volume.begins()), Math.min(before, volume.before()));
    }

    /// The item that they come behind, in the order of a list.
    long last(boolean oldestFirst) {
        return oldestFirst ? from - 1 : before;
    }

    boolean has(long item) {
        return item >= from && item < before;
    }

    boolean isEmpty() {
        return from >= before;
    }

    /// SQL that holds for a column within. It is made of numbers alone.
    String holds(String column) {
        return column + " >= " + from + " AND " + column + " < " + before;
    }
}
