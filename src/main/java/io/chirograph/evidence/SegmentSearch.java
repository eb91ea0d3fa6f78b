package io.chirograph.evidence;

import io.chirograph.archive.Archive;
import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.archive.SegmentName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Finds segments by position, the newest dates first, without listing those of other positions.
final class SegmentSearch {
    private static final String DATE = "dt=";
    private static final int PAGE = 1000;

    private final PublishedLog log;

    SegmentSearch(PublishedLog log) {
        this.log = log;
    }

    /// The segments that together hold the positions from `from` to before `to`, in order; empty when the archive
    /// has none that do.
    List<SegmentName> covering(long from, long to) throws ArchiveUnavailableException {
        Archive archive = log.archive();
        String events = log.layout().events();
        Map<Long, SegmentName> byEnd = new HashMap<>();
        List<SegmentName> chain = new ArrayList<>();
        long reached = to;
        for (String date : archive.segments(events).reversed()) {
            if (!date.startsWith(DATE)) {
                continue;
            }
            collect(events + date + "/", from, to, byEnd);
            for (SegmentName last = byEnd.get(reached); last != null; last = byEnd.get(reached)) {
                chain.addFirst(last);
                reached = last.first();
                if (reached <= from) {
                    return chain;
                }
            }
        }
        return List.of();
    }

    private void collect(String prefix, long from, long to, Map<Long, SegmentName> byEnd)
            throws ArchiveUnavailableException {
        String after = prefix + "%016d".formatted(Math.max(0, from - SegmentName.MAX_COUNT));
        while (true) {
            List<String> keys = log.archive().list(prefix, after, PAGE);
            for (String key : keys) {
                after = key;
                SegmentName segment = log.segmentName(key).orElse(null);
                if (segment == null) {
                    continue;
                }
                if (segment.first() >= to) {
                    return;
                }
                byEnd.putIfAbsent(segment.end(), segment);
            }
            if (keys.size() < PAGE) {
                return;
            }
        }
    }
}
