package io.chirograph.retention.scope;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.chirograph.archive.Archive;
import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.event.EventType;
import io.chirograph.event.EventView;
import io.chirograph.event.MalformedEventException;
import io.chirograph.publishedlog.DamagedObjectException;
import io.chirograph.publishedlog.PublishedLog;
import io.chirograph.publishedlog.SegmentName;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Finds the segments that hold calls or events, by reading segments from the day before the oldest id on until
/// everything is found: ids are UUIDv7 and tell their time.
final class IdSearch {
    private static final int PAGE = 1000;
    private static final Set<String> ENDS = Set.of(EventType.CALL_COMPLETED.wire(), EventType.CALL_REFUSED.wire());

    private final Archive archive;
    private final Set<String> missing = new HashSet<>();
    private final Set<String> open = new HashSet<>();
    private @Nullable DamagedObjectException damage;

    IdSearch(Archive archive) {
        this.archive = archive;
    }

    List<ScopeResolver.Segments> find(List<String> logs, List<UUID> ids)
            throws ArchiveUnavailableException, ScopeResolver.UnknownIdException {
        ids.forEach(id -> {
            missing.add(id.toString());
            open.add(id.toString());
        });
        LocalDate from = ids.stream()
                .map(IdSearch::day)
                .min(LocalDate::compareTo)
                .orElseThrow()
                .minusDays(1);
        List<ScopeResolver.Segments> found = new ArrayList<>();
        for (String id : logs) {
            PublishedLog log = new PublishedLog(archive, id);
            List<SegmentName> names = search(log, from);
            if (!names.isEmpty()) {
                found.add(new ScopeResolver.Segments(log, names));
            }
        }
        if (!missing.isEmpty()) {
            throw new ScopeResolver.UnknownIdException(
                    "in no segment from " + from + " on: " + String.join(", ", missing), damage);
        }
        return found;
    }

    private List<SegmentName> search(PublishedLog log, LocalDate from) throws ArchiveUnavailableException {
        List<SegmentName> names = new ArrayList<>();
        SegmentName last = ScopeResolver.before(from);
        while (!open.isEmpty()) {
            List<SegmentName> page = log.segments(last, PAGE);
            for (SegmentName name : page) {
                if (!open.isEmpty() && holdsOne(log, name)) {
                    names.add(name);
                }
                last = name;
            }
            if (page.size() < PAGE) {
                return names;
            }
        }
        return names;
    }

    private boolean holdsOne(PublishedLog log, SegmentName name) throws ArchiveUnavailableException {
        boolean[] found = {false};
        try {
            log.entries(name, (position, entry) -> found[0] |= isMeant(entry));
        } catch (DamagedObjectException e) {
            damage = e;
        }
        return found[0];
    }

    private boolean isMeant(byte[] entry) {
        String text = new String(entry, UTF_8);
        if (open.stream().noneMatch(text::contains)) {
            return false;
        }
        try {
            EventView event = EventView.read(entry);
            String call = event.subject();
            boolean found = isOne(event.id().toString(), true);
            return (call != null && isOne(call, ENDS.contains(event.type()))) || found;
        } catch (MalformedEventException e) {
            return false;
        }
    }

    /// @param last whether nothing more is to come of this id
    private boolean isOne(String id, boolean last) {
        if (!open.contains(id)) {
            return false;
        }
        missing.remove(id);
        if (last) {
            open.remove(id);
        }
        return true;
    }

    /// The day of a UUIDv7; of any other id the first day of all.
    private static LocalDate day(UUID id) {
        long millis = id.version() == 7 ? id.getMostSignificantBits() >>> 16 : 86_400_000;
        return Instant.ofEpochMilli(millis).atZone(ZoneOffset.UTC).toLocalDate();
    }
}
