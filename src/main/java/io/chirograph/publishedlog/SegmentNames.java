package io.chirograph.publishedlog;

import io.chirograph.archive.Archive;
import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.archive.Layout;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/// Finds segments by position, over their names alone: a bisection over the dates, then the names of few of them.
///
/// A segment never spans two dates and `dt` never decreases, so the dates are in the order of positions. Only what was
/// never published may stand in a later date than its neighbours: therefore the date before is looked at, too.
record SegmentNames(Archive archive, Layout layout) {
    /// How many names of a date are looked at to find one that is a segment's.
    private static final int FIRST = 10;

    /// Of several the one that was published, the shortest that has a checkpoint at its end: the others are what an
    /// exporter left that stopped before it signed, and a later checkpoint may stand where one of them ends.
    Optional<SegmentName> startingAt(long position) throws ArchiveUnavailableException {
        List<SegmentName> found = allAt(position);
        if (found.size() > 1) {
            found.sort(Comparator.comparingLong(SegmentName::end));
            for (SegmentName segment : found) {
                if (!archive.list(layout.checkpoint(segment.end()), "", 1).isEmpty()) {
                    return Optional.of(segment);
                }
            }
        }
        return found.stream().findFirst();
    }

    List<SegmentName> allAt(long position) throws ArchiveUnavailableException {
        List<String> dates = dates();
        List<SegmentName> found = new ArrayList<>();
        int of = dateOf(position, dates);
        for (int i = Math.max(0, of - 1); i <= of; i++) {
            archive.list(prefix(dates.get(i)) + Layout.number(position) + "-", "", FIRST)
                    .forEach(key -> SegmentName.of(layout, key).ifPresent(found::add));
        }
        return found;
    }

    /// The segments that together hold the positions from `from` to before `to`, in order; empty when the archive has
    /// none that do. Of several the one counts that ends at `to`, or else the soonest after it; of several with one
    /// end the last, for one that was never published begins where an earlier one does.
    List<SegmentName> covering(long from, long to) throws ArchiveUnavailableException {
        List<String> dates = dates();
        NavigableMap<Long, SegmentName> byEnd = new TreeMap<>();
        for (int i = Math.max(0, dateOf(from, dates) - 1); i < dates.size(); i++) {
            collect(prefix(dates.get(i)), from, to, byEnd);
        }
        List<SegmentName> chain = new ArrayList<>();
        Map.Entry<Long, SegmentName> end = byEnd.ceilingEntry(to);
        for (SegmentName last = end == null ? null : end.getValue(); last != null; last = byEnd.get(last.first())) {
            chain.addFirst(last);
            if (last.first() <= from) {
                return chain;
            }
        }
        return List.of();
    }

    private void collect(String prefix, long from, long to, Map<Long, SegmentName> byEnd)
            throws ArchiveUnavailableException {
        String after = prefix + Layout.number(Math.max(0, from - SegmentName.MAX_COUNT));
        KeyPages.walk(archive, prefix, after, KeyPages.PAGE, key -> {
            Optional<SegmentName> segment = SegmentName.of(layout, key);
            boolean behind = segment.isPresent() && segment.get().first() >= to;
            if (!behind) {
                segment.ifPresent(one -> byEnd.merge(one.end(), one, (a, b) -> a.first() < b.first() ? b : a));
            }
            return !behind;
        });
    }

    private List<String> dates() throws ArchiveUnavailableException {
        return archive.segments(layout.events()).stream()
                .filter(name -> name.startsWith(SegmentName.DATE))
                .toList();
    }

    /// The last of the dates whose first segment does not begin behind `position`; the newest is asked first, -1 for
    /// none.
    private int dateOf(long position, List<String> dates) throws ArchiveUnavailableException {
        int low = 0;
        int high = dates.size();
        for (int middle = high - 1; low < high; middle = (low + high) >>> 1) {
            if (isBehind(dates.get(middle), position)) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low - 1;
    }

    private boolean isBehind(String date, long position) throws ArchiveUnavailableException {
        return archive.list(prefix(date), "", FIRST).stream()
                .flatMap(key -> SegmentName.of(layout, key).stream())
                .findFirst()
                .filter(segment -> segment.first() > position)
                .isPresent();
    }

    private String prefix(String date) {
        return layout.events() + date + "/";
    }
}
