package io.chirograph.retention.erasure;

import io.chirograph.archive.Archive;
import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.event.EventType;
import io.chirograph.event.EventView;
import io.chirograph.event.MalformedEventException;
import io.chirograph.publishedlog.DamagedObjectException;
import io.chirograph.publishedlog.PackName;
import io.chirograph.publishedlog.PackRecord;
import io.chirograph.publishedlog.PublishedLog;
import io.chirograph.publishedlog.SegmentName;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Searches an archive for the content that takes some keys. One thread; used once.
///
/// Every segment of every log is read. What is kept of them is bounded; beyond [#MOST] calls numbers are the least.
final class ReachSearch {
    /// How many calls are told apart.
    static final int MOST = 500_000;

    private static final int PAGE = 1000;
    private static final List<String> PARTS = List.of("request", "response", "data");
    private static final byte[] READ = EventType.AUDIT_READ.wire().getBytes(StandardCharsets.UTF_8);
    private static final String EVIDENCE = "/audit/v1/evidence";
    private static final int OK = 200;

    private final Archive archive;
    private final Map<String, byte[]> keys = new TreeMap<>();
    private final Map<String, Set<UUID>> calls = new TreeMap<>();
    private final Set<UUID> all = new HashSet<>();
    private final Set<String> objects = new LinkedHashSet<>();
    private final SortedMap<String, SortedMap<String, Long>> byClass = new TreeMap<>();
    private final Map<UUID, Long> readsOfCalls = new HashMap<>();
    private final Map<UUID, Long> evidenceOfCalls = new HashMap<>();
    private final TreeMap<LocalDate, Long> evidenceByDay = new TreeMap<>();
    private @Nullable LocalDate firstDay;
    private long contents;
    private long unreadable;
    private boolean isComplete = true;

    ReachSearch(Archive archive, List<String> keyIds) {
        this.archive = archive;
        keyIds.forEach(id -> {
            keys.put(id, id.getBytes(StandardCharsets.UTF_8));
            calls.put(id, new HashSet<>());
        });
    }

    /// What was found.
    /// @param objects keys of the segments, packs and objects that hold it
    record Found(Reach reach, Set<String> objects) {}

    Found search() throws ArchiveUnavailableException {
        if (!keys.isEmpty()) {
            for (String id : PublishedLog.ids(archive)) {
                search(new PublishedLog(archive, id));
            }
        }
        SortedMap<String, Long> callsByKey = new TreeMap<>();
        calls.forEach((key, of) -> callsByKey.put(key, (long) of.size()));
        LocalDate first = firstDay;
        long evidence = first == null
                ? 0
                : evidenceByDay.tailMap(first, true).values().stream()
                        .mapToLong(Long::longValue)
                        .sum();
        return new Found(
                new Reach(
                        all.size(),
                        contents,
                        byClass,
                        callsByKey,
                        ofReached(readsOfCalls),
                        evidence + ofReached(evidenceOfCalls),
                        unreadable,
                        isComplete && unreadable == 0),
                objects);
    }

    private long ofReached(Map<UUID, Long> counts) {
        return counts.entrySet().stream()
                .filter(count -> all.contains(count.getKey()))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    private void search(PublishedLog log) throws ArchiveUnavailableException {
        SegmentName last = null;
        while (true) {
            List<SegmentName> page = log.published(last, PAGE);
            for (SegmentName segment : page) {
                search(log, segment);
                last = segment;
            }
            if (page.size() < PAGE) {
                return;
            }
        }
    }

    /// Content that one event of a segment names.
    private record Named(String retentionClass, long position, String part, long length) {}

    private void search(PublishedLog log, SegmentName segment) throws ArchiveUnavailableException {
        List<Named> named = new ArrayList<>();
        try {
            log.entries(segment, (position, entry) -> look(position, entry, segment, named));
        } catch (DamagedObjectException e) {
            unreadable++;
        }
        if (named.isEmpty()) {
            return;
        }
        objects.add(log.key(segment));
        firstDay = firstDay == null || segment.date().isBefore(firstDay) ? segment.date() : firstDay;
        Map<String, List<PackName>> packs = new HashMap<>();
        for (Named one : named) {
            if (!packs.containsKey(one.retentionClass())) {
                packs.put(one.retentionClass(), log.packsOf(one.retentionClass(), segment));
            }
            for (PackName pack : packs.getOrDefault(one.retentionClass(), List.of())) {
                objects.add(log.key(pack));
                if (one.length() > PackRecord.MAX_INLINE) {
                    objects.add(pack.object(log.layout(), one.position(), one.part()));
                }
            }
        }
    }

    private void look(long position, byte[] entry, SegmentName segment, List<Named> named) {
        boolean isNamed = keys.values().stream().anyMatch(id -> holds(entry, id));
        if (!isNamed && !holds(entry, READ)) {
            return;
        }
        EventView event;
        try {
            event = EventView.read(entry);
        } catch (MalformedEventException e) {
            return; // it names nothing
        }
        if (event.type().equals(EventType.AUDIT_READ.wire())) {
            left(event);
            return;
        }
        UUID call = EventView.uuid(event.data().path("callId").asString(""));
        for (String part : PARTS) {
            JsonNode kept = part.equals("data")
                    ? event.data().path("kept")
                    : event.data().path(part).path("kept");
            String retentionClass = kept.path("class").asString("");
            List<String> subjects = new ArrayList<>();
            kept.path("subjects").forEach(one -> subjects.add(one.asString("")));
            subjects.retainAll(keys.keySet());
            if (call != null && !retentionClass.isEmpty() && !subjects.isEmpty()) {
                Long length = EventView.number(kept.path("digest").get("length"));
                named.add(new Named(retentionClass, position, part, length == null ? 0 : length));
                contents++;
                byClass.computeIfAbsent(retentionClass, name -> new TreeMap<>())
                        .merge(segment.date().toString(), 1L, Long::sum);
                reached(call, subjects);
            }
        }
    }

    private void reached(UUID call, List<String> subjects) {
        if (all.size() >= MOST && !all.contains(call)) {
            isComplete = false;
            return;
        }
        all.add(call);
        subjects.forEach(id -> calls.getOrDefault(id, new HashSet<>()).add(call));
    }

    /// What a read that was answered took away.
    private void left(EventView read) {
        Long status = EventView.number(read.data().get("status"));
        if (status == null || status != OK) {
            return;
        }
        String path = read.data().path("http").path("path").asString("");
        JsonNode content = read.data().path("content");
        String what = content.path("what").asString("");
        if (what.equals("content") || what.equals("opened")) {
            count(readsOfCalls, content.path("callId").asString(""));
        } else if (path.equals(EVIDENCE)) {
            evidenceByDay.merge(read.time().atZone(ZoneOffset.UTC).toLocalDate(), 1L, Long::sum);
        } else if (path.startsWith("/audit/v1/calls/") && path.endsWith("/evidence")) {
            count(evidenceOfCalls, path.substring("/audit/v1/calls/".length(), path.length() - "/evidence".length()));
        }
    }

    private void count(Map<UUID, Long> counts, String id) {
        UUID call = EventView.uuid(id);
        if (call == null) {
            return;
        }
        if (counts.size() >= MOST && !counts.containsKey(call)) {
            isComplete = false;
            return;
        }
        counts.merge(call, 1L, Long::sum);
    }

    private static boolean holds(byte[] entry, byte[] word) {
        for (int at = 0; at <= entry.length - word.length; at++) {
            int same = 0;
            while (same < word.length && entry[at + same] == word[same]) {
                same++;
            }
            if (same == word.length) {
                return true;
            }
        }
        return false;
    }
}
