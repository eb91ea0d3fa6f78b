package io.chirograph.query.evidence;

import io.chirograph.archive.Archive;
import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.publishedlog.DamagedObjectException;
import io.chirograph.publishedlog.PackDigest;
import io.chirograph.publishedlog.PackName;
import io.chirograph.publishedlog.PackRecord;
import io.chirograph.publishedlog.PublishedLog;
import io.chirograph.publishedlog.SegmentName;
import io.chirograph.query.index.IndexedEvent;
import io.chirograph.query.lookup.IndexReader;
import io.chirograph.verifier.bundle.BundleBuilder;
import io.chirograph.verifier.bundle.BundleTooLargeException;
import io.chirograph.verifier.payload.ContentFetch;
import io.chirograph.verifier.scan.ContentClaim;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;

/// Puts the content that events name into evidence, each pack read once.
record EvidenceContent(Archive archive, IndexReader index) {
    /// Content that one event names.
    private record Wanted(IndexedEvent event, UUID call, ContentClaim claim) {
        String spot() {
            return spot(event.position(), claim.part());
        }

        static String spot(long position, String part) {
            return position + "/" + part;
        }

        boolean is(PackRecord line, byte[] content) {
            return line.head().callId().equals(call)
                    && line.head().level().equals(claim.level())
                    && PackDigest.of(content, line.head().digestKey()).is(claim.digest());
        }
    }

    /// The packs of one class and segment.
    private record Place(String log, SegmentName segment, String retentionClass) {}

    void into(BundleBuilder builder, List<IndexedEvent> events)
            throws SQLException, ArchiveUnavailableException, BundleTooLargeException {
        builder.withContent();
        Map<Place, List<Wanted>> places = new LinkedHashMap<>();
        Set<String> seen = new HashSet<>();
        long length = 0;
        for (IndexedEvent event : events) {
            UUID call = event.call();
            if (event.id() == null || call == null) {
                continue;
            }
            for (ContentClaim claim : ContentClaim.of(event.view())) {
                if (seen.add(call + claim.part())) {
                    length += claim.digest().length();
                    places.computeIfAbsent(place(event, claim), at -> new ArrayList<>())
                            .add(new Wanted(event, call, claim));
                }
            }
            builder.requireRoom(length);
        }
        for (Map.Entry<Place, List<Wanted>> one : places.entrySet()) {
            add(builder, one.getKey(), one.getValue());
        }
    }

    private Place place(IndexedEvent event, ContentClaim claim) throws SQLException {
        String key = index.segment(event).orElseThrow();
        SegmentName segment =
                new PublishedLog(archive, event.log()).segmentName(key).orElseThrow();
        return new Place(event.log(), segment, claim.retentionClass());
    }

    private void add(BundleBuilder builder, Place place, List<Wanted> wanted)
            throws ArchiveUnavailableException, BundleTooLargeException {
        PublishedLog log = new PublishedLog(archive, place.log());
        Map<String, PackRecord> lines = lines(log, place, wanted);
        for (Wanted one : wanted) {
            PackRecord line = lines.get(one.spot());
            byte[] content = line == null ? null : line.content();
            if (line != null && content != null && one.is(line, content)) {
                builder.content(one.call(), line.head(), content);
                continue;
            }
            switch (new ContentFetch(log, place.segment())
                    .find(one.event().position(), one.call().toString(), one.claim())) {
                case ContentFetch.Found found -> builder.content(one.call(), found.head(), found.bytes());
                case ContentFetch.Absent absent ->
                    builder.withoutContent(one.call(), one.claim().part(), "absent");
                case ContentFetch.Damaged damaged ->
                    builder.withoutContent(one.call(), one.claim().part(), "damaged");
            }
        }
    }

    /// The lines that hold what is wanted, where the newest version of the one pack that there should be is whole.
    private static Map<String, PackRecord> lines(PublishedLog log, Place place, List<Wanted> wanted)
            throws ArchiveUnavailableException {
        Map<String, PackRecord> lines = new LinkedHashMap<>();
        Map<String, Long> spots = new HashMap<>();
        wanted.forEach(one -> spots.put(one.spot(), one.claim().digest().length()));
        List<PackName> packs = log.packsOf(place.retentionClass(), place.segment());
        if (packs.size() == 1) {
            try {
                log.records(packs.getFirst(), line -> {
                    String spot = Wanted.spot(line.position(), line.head().part());
                    // Other lengths are other content; together they would be more than there is room for.
                    if (Objects.equals(spots.get(spot), line.head().length())) {
                        lines.put(spot, line);
                    }
                });
            } catch (DamagedObjectException e) {
                // Looked for one by one, in every version: what is not found there is said to be damaged.
                lines.clear();
            }
        }
        return lines;
    }
}
