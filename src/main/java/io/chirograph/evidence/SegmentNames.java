package io.chirograph.evidence;

import io.chirograph.archive.Archive;
import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.archive.SegmentName;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Finds segments by position, over their names alone: a bisection over the dates, then one request.
final class SegmentNames {
    private static final String DATE = "dt=";

    private final PublishedLog log;

    SegmentNames(PublishedLog log) {
        this.log = log;
    }

    /// The segment that begins at `first`.
    Optional<SegmentName> startingAt(long first) throws ArchiveUnavailableException {
        Archive archive = log.archive();
        List<LocalDate> dates = dates();
        int low = 0;
        int high = dates.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            List<String> keys = archive.list(prefix(dates.get(middle)), "", 1);
            boolean behind = !keys.isEmpty()
                    && log.segmentName(keys.getFirst()).map(SegmentName::first).orElse(0L) > first;
            if (behind) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        if (low == 0) {
            return Optional.empty();
        }
        String from = "%s%016d-".formatted(prefix(dates.get(low - 1)), first);
        return archive.list(from, "", 1).stream()
                .findFirst()
                .flatMap(log::segmentName)
                .filter(name -> name.first() == first);
    }

    private List<LocalDate> dates() throws ArchiveUnavailableException {
        List<LocalDate> dates = new ArrayList<>();
        for (String name : log.archive().segments(log.layout().events())) {
            if (name.matches(DATE + "[0-9]{4}-[0-9]{2}-[0-9]{2}")) {
                SegmentName.parse(name + "/0000000000000000-1.jsonl.zst")
                        .ifPresent(segment -> dates.add(segment.date()));
            }
        }
        return dates;
    }

    private String prefix(LocalDate date) {
        return log.layout().events() + DATE + date + "/";
    }
}
