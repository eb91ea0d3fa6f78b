package io.chirograph.exporter;

import io.chirograph.archive.Archive;
import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.archive.Layout;
import io.chirograph.archive.SegmentName;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Finds segments by position, the newest dates first.
final class PublishedSegments {
    private static final String DATE = "dt=";
    private static final int PAGE = 1000;

    private final Archive archive;
    private final Layout layout;

    PublishedSegments(Archive archive, Layout layout) {
        this.archive = archive;
        this.layout = layout;
    }

    /// The segments that together hold the positions from `from` to `to`, in order; the last one ends at `to`.
    ///
    /// @throws ExportStoppedException there are none that do
    List<SegmentName> covering(long from, long to) throws ArchiveUnavailableException, ExportStoppedException {
        Map<Long, SegmentName> byEnd = new HashMap<>();
        List<SegmentName> chain = new ArrayList<>();
        long reached = to;
        for (String date : dates().reversed()) {
            collect(layout.events() + date + "/", from, to, byEnd);
            for (SegmentName last = byEnd.get(reached); last != null; last = byEnd.get(reached)) {
                chain.addFirst(last);
                reached = last.first();
                if (reached <= from) {
                    return chain;
                }
            }
        }
        throw new ExportStoppedException(
                "the archive holds no segments of " + layout.logId() + " for the positions before " + reached);
    }

    /// The segment that begins at `position`, which is of the date `least` or a later one.
    ///
    /// @throws ExportStoppedException there is none
    SegmentName startingAt(long position, @Nullable LocalDate least)
            throws ArchiveUnavailableException, ExportStoppedException {
        String first = least == null ? "" : DATE + least;
        for (String date : dates()) {
            if (date.compareTo(first) >= 0) {
                String prefix = layout.events() + date + "/";
                for (String key : archive.list(prefix, prefix + "%016d".formatted(position), 1)) {
                    SegmentName found = layout.segmentName(key).orElse(null);
                    if (found != null && found.first() == position) {
                        return found;
                    }
                }
            }
        }
        throw new ExportStoppedException("the archive holds no segment that begins at " + position);
    }

    private List<String> dates() throws ArchiveUnavailableException {
        return archive.segments(layout.events()).stream()
                .filter(name -> name.startsWith(DATE))
                .toList();
    }

    private void collect(String prefix, long from, long to, Map<Long, SegmentName> byEnd)
            throws ArchiveUnavailableException {
        long least = Math.max(0, from - SegmentName.MAX_COUNT);
        String after = prefix + "%016d".formatted(least);
        while (true) {
            List<String> keys = archive.list(prefix, after, PAGE);
            for (String key : keys) {
                after = key;
                SegmentName place = layout.segmentName(key).orElse(null);
                if (place == null) {
                    continue;
                }
                if (place.first() >= to) {
                    return;
                }
                byEnd.putIfAbsent(place.end(), place);
            }
            if (keys.size() < PAGE) {
                return;
            }
        }
    }
}
