package io.chirograph.archivecopy;

import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.publishedlog.PublishedLog;
import io.chirograph.publishedlog.SegmentName;
import io.chirograph.verifier.scan.VersionedKey;
import io.chirograph.verifier.scan.VersionedKeys;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Finds segments by their positions in one walk over their names, hidden ones included.
///
/// Names are in the order of dates, and so of positions, as an exporter writes them. What somebody put between them
/// waits, a thousand names at most.
final class SegmentCursor {
    private static final int MOST_WAITING = 1000;

    /// @param versions of the segment's key
    record Candidate(SegmentName name, VersionedKey versions) {
        boolean is(long from, long to) {
            return name.first() == from && name.end() == to;
        }
    }

    private final PublishedLog log;
    private final VersionedKeys keys;
    private final List<Candidate> waiting = new ArrayList<>();
    private boolean more = true;

    SegmentCursor(PublishedLog log) {
        this.log = log;
        this.keys = new VersionedKeys(log.archive(), log.layout().events(), "");
    }

    /// The next segment that holds exactly these positions; null where there is none. Positions are asked for in
    /// ascending order, the same ones again for a further segment of them.
    @Nullable
    Candidate next(long from, long to) throws ArchiveUnavailableException {
        for (Iterator<Candidate> all = waiting.iterator(); all.hasNext(); ) {
            Candidate one = all.next();
            if (one.name().first() <= from) {
                all.remove();
                if (one.is(from, to)) {
                    return one;
                }
            }
        }
        while (more && waiting.size() < MOST_WAITING) {
            VersionedKey key = keys.next();
            more = key != null;
            SegmentName name = key == null ? null : log.segmentName(key.key()).orElse(null);
            if (key == null || name == null || name.first() < from) {
                continue;
            }
            Candidate one = new Candidate(name, key);
            if (one.is(from, to)) {
                return one;
            }
            if (name.first() > from) {
                waiting.add(one);
            }
        }
        return null;
    }
}
