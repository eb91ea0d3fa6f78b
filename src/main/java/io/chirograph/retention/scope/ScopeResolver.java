package io.chirograph.retention.scope;

import io.chirograph.archive.Archive;
import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.archive.ObjectVersion;
import io.chirograph.event.value.ObjectScope;
import io.chirograph.publishedlog.DamagedObjectException;
import io.chirograph.publishedlog.PublishedLog;
import io.chirograph.publishedlog.SegmentName;
import io.chirograph.tlog.tile.TileId;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Finds the objects that a scope means, every version of each.
///
/// Where a scope means segments, what proves them belongs to it: the checkpoints that cover them with their
/// cosignatures and time stamps, and the full tiles over them. Canaries never belong to a scope.
public final class ScopeResolver {
    private static final int PAGE = 1000;
    private static final int LEVELS = 7;
    private static final String CANARIES = "preflight/";

    /// The character before which no key goes on: names after `key` begin with `key` and this or a greater one.
    private static final String BEHIND = "-";

    private final Archive archive;
    private final Archive readable;

    public ScopeResolver(Archive archive) {
        this(archive, archive);
    }

    /// @param readable the same objects, or a copy of them, where segments may be read to look for ids
    public ScopeResolver(Archive archive, Archive readable) {
        this.archive = archive;
        this.readable = readable;
    }

    /// @throws UnknownIdException an id of the scope is in no segment
    public List<ObjectVersion> versions(ObjectScope scope) throws ArchiveUnavailableException, UnknownIdException {
        SortedMap<String, ObjectVersion> found = new TreeMap<>();
        Consumer<ObjectVersion> keep = version -> found.put(version.key() + " " + version.version(), version);
        String prefix = scope.prefix();
        if (prefix != null) {
            under(prefix, "", null, keep);
        } else if (!scope.ids().isEmpty()) {
            for (Segments one : new IdSearch(readable).find(logs(scope), scope.ids())) {
                segments(one, keep);
            }
        } else if (scope.from() != null || scope.to() != null) {
            for (String log : logs(scope)) {
                segments(ofDays(log, scope.from(), scope.to()), keep);
            }
        } else {
            for (String log : scope.logs()) {
                under(log + "/", "", null, keep);
            }
        }
        return List.copyOf(found.values());
    }

    /// Segments of one log, in order.
    record Segments(PublishedLog log, List<SegmentName> names) {}

    private List<String> logs(ObjectScope scope) throws ArchiveUnavailableException {
        return scope.logs().isEmpty() ? PublishedLog.ids(archive) : scope.logs();
    }

    private Segments ofDays(String id, @Nullable LocalDate from, @Nullable LocalDate to)
            throws ArchiveUnavailableException {
        PublishedLog log = new PublishedLog(archive, id);
        List<SegmentName> names = new ArrayList<>();
        SegmentName last = from == null ? null : before(from);
        while (true) {
            List<SegmentName> page = log.segments(last, PAGE);
            for (SegmentName name : page) {
                if (to != null && name.date().isAfter(to)) {
                    return new Segments(log, names);
                }
                names.add(name);
                last = name;
            }
            if (page.size() < PAGE) {
                return new Segments(log, names);
            }
        }
    }

    /// A name behind all segments of the days before `day`.
    static SegmentName before(LocalDate day) {
        return new SegmentName(day.minusDays(1), 9_999_999_999_999_999L, 1);
    }

    /// The segments themselves and, run by run, what proves them.
    private void segments(Segments segments, Consumer<ObjectVersion> to) throws ArchiveUnavailableException {
        List<SegmentName> names = segments.names();
        for (SegmentName name : names) {
            key(segments.log().key(name), to);
        }
        for (int first = 0; first < names.size(); ) {
            int last = first;
            while (last + 1 < names.size()
                    && names.get(last + 1).first() == names.get(last).end()) {
                last++;
            }
            proofs(segments.log(), names.get(first).first(), names.get(last).end(), to);
            first = last + 1;
        }
        for (LocalDate day : names.stream().map(SegmentName::date).distinct().toList()) {
            payloads(segments.log().id(), day, to);
        }
    }

    /// What proves a run of events: the checkpoints made while it was published, the one that covers its end among
    /// them, their cosignatures and time stamps, and the full tiles over it.
    /// @param first the run's first position
    /// @param end the position behind its last one
    private void proofs(PublishedLog log, long first, long end, Consumer<ObjectVersion> to)
            throws ArchiveUnavailableException {
        List<Long> covering = log.checkpointSizes(end - 1, 1);
        long last = covering.isEmpty() ? end : covering.getFirst();
        for (String kind : List.of("checkpoints", "cosignatures", "refusals", "timestamps")) {
            String prefix = log.id() + "/" + kind + "/";
            // '~' stands behind everything that may follow a size
            under(prefix, prefix + number(first + 1), prefix + number(last) + "~", to);
        }
        long width = TileId.WIDTH;
        for (int level = 0; level < LEVELS; level++) {
            for (long index = first / width; index <= (end - 1) / width; index++) {
                key(log.id() + "/tile/" + TileId.full(level, index).path(), to);
            }
            if (end <= width) {
                return;
            }
            width *= TileId.WIDTH;
        }
    }

    private static String number(long n) {
        return "%016d".formatted(n);
    }

    /// The payload packs of a day, of every retention class.
    private void payloads(String log, LocalDate day, Consumer<ObjectVersion> to) throws ArchiveUnavailableException {
        for (String name : archive.segments(log + "/payloads/")) {
            under(log + "/payloads/" + name + "/dt=" + day + "/", "", null, to);
        }
    }

    /// Every version of one key; none where it is not there.
    private void key(String key, Consumer<ObjectVersion> to) throws ArchiveUnavailableException {
        under(key, key, key, to);
    }

    /// Every version of the keys below `prefix` from `from` to `end`, both included.
    /// @param from empty for the first
    /// @param end null for the last
    private void under(String prefix, String from, @Nullable String end, Consumer<ObjectVersion> to)
            throws ArchiveUnavailableException {
        String next = from;
        while (true) {
            List<ObjectVersion> page = archive.versions(prefix, next, PAGE);
            for (ObjectVersion version : page) {
                if (end != null && version.key().compareTo(end) > 0) {
                    return;
                }
                if (!version.deleteMarker() && !version.key().startsWith(CANARIES)) {
                    to.accept(version);
                }
            }
            if (page.size() < PAGE) {
                return;
            }
            String last = page.getLast().key();
            // the rest of its versions may stand on the next page, unless it fills whole pages
            next = last.equals(next) || last.equals(page.getFirst().key()) ? last + BEHIND : last;
        }
    }

    /// An id that is in no segment that can be read.
    public static final class UnknownIdException extends Exception {
        UnknownIdException(String message, @Nullable DamagedObjectException cause) {
            super(message, cause);
        }
    }
}
