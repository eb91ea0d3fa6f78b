package io.chirograph.query.content;

import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.event.encoding.Digest;
import io.chirograph.publishedlog.DamagedObjectException;
import io.chirograph.publishedlog.PackDigest;
import io.chirograph.publishedlog.PackName;
import io.chirograph.publishedlog.PackRecord;
import io.chirograph.publishedlog.PublishedLog;
import io.chirograph.publishedlog.SegmentName;
import io.chirograph.query.index.FollowedLog;
import io.chirograph.query.index.FollowedLogs;
import io.chirograph.query.index.IndexedEvent;
import io.chirograph.query.index.LogRefusedException;
import io.chirograph.query.lookup.IndexReader;
import io.chirograph.verifier.scan.SubjectKeys;
import io.chirograph.web.ApiException;
import io.chirograph.web.ErrorCode;
import java.sql.SQLException;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads content out of the packs of the logs that are followed, as far as their events vouch for it. Thread-safe.
record ContentArchive(FollowedLogs logs, Clock clock) {
    private static final Logger LOG = LoggerFactory.getLogger(ContentArchive.class);

    /// Content that is what its event names.
    @SuppressWarnings("ArrayRecordComponent") // handed on, never compared
    record Stored(PackRecord.Head head, byte[] bytes) {}

    /// Where an event's content belongs.
    private record Place(PublishedLog log, String retentionClass, SegmentName segment) {
        List<PackName> packs(long position) throws ArchiveUnavailableException {
            return log.packsOf(retentionClass, segment).stream()
                    .filter(pack -> pack.first() <= position)
                    .toList();
        }
    }

    /// Whether the content can be had, without reading it.
    /// @param index as far as the reader sees it
    ContentState state(KeptPart part, IndexReader index)
            throws SQLException, ArchiveUnavailableException, LogRefusedException {
        IndexedEvent event = part.event();
        if (event == null || !part.isStored()) {
            return part.isPending() ? ContentState.PENDING : ContentState.NONE;
        }
        Place place = place(part, event, index);
        if (place.packs(event.position()).isEmpty()) {
            return absent(place, event, index);
        }
        return isErased(part, index) ? ContentState.ERASED : ContentState.STORED;
    }

    /// The stored bytes; they are what the sealed event says.
    /// @param id of the call, or of the application's event
    /// @throws ApiException there are none, or they are not what was sealed
    Stored read(UUID id, KeptPart part, IndexReader index)
            throws SQLException, ArchiveUnavailableException, LogRefusedException {
        IndexedEvent event = part.event();
        if (event == null || !part.isStored()) {
            throw none(part);
        }
        Place place = place(part, event, index);
        List<PackName> packs = place.packs(event.position());
        if (packs.isEmpty()) {
            throw gone(absent(place, event, index), part, "no pack of it is there");
        }
        if (isErased(part, index)) {
            throw gone(ContentState.ERASED, part, "");
        }
        List<String> wrong = new ArrayList<>();
        for (PackName pack : packs) { // more than one only where an exporter left one that was never published
            Stored found = from(place, pack, event, id, part, wrong);
            if (found != null) {
                return found;
            }
        }
        LOG.error(
                "The archive does not hold the {} of {} that was sealed: {}",
                part.part().word(),
                id,
                String.join("; ", wrong));
        boolean isAway = wrong.stream()
                .allMatch(why -> why.startsWith(DamagedObjectException.Damage.PAYLOAD_MISSING.toString()));
        ContentState state = isAway ? absent(place, event, index) : ContentState.MISSING;
        throw gone(state, part, String.join("; ", wrong));
    }

    private @Nullable Stored from(
            Place place, PackName pack, IndexedEvent event, UUID id, KeptPart part, List<String> wrong)
            throws ArchiveUnavailableException {
        PackRecord[] held = {null};
        try {
            place.log().records(pack, line -> {
                if (line.position() == event.position()
                        && line.head().part().equals(part.part().word())) {
                    held[0] = line;
                }
            });
            PackRecord record = held[0];
            if (record == null) {
                wrong.add("the pack that begins at " + pack.first() + " has no such line");
                return null;
            }
            Digest sealed = Objects.requireNonNull(part.stored());
            if (!record.head().callId().equals(id)
                    || !record.head().level().equals(part.level())
                    || record.head().length() != sealed.length()) {
                wrong.add("the line in the pack that begins at " + pack.first() + " is of something else");
                return null;
            }
            byte[] bytes = place.log().content(pack, record);
            if (!PackDigest.of(bytes, record.head().digestKey()).is(sealed)) {
                wrong.add("the digest of what the pack that begins at " + pack.first() + " names is another one");
                return null;
            }
            return new Stored(record.head(), bytes);
        } catch (DamagedObjectException e) {
            wrong.add(e.facts().toString());
            return null;
        }
    }

    private Place place(KeptPart part, IndexedEvent event, IndexReader index) throws SQLException, LogRefusedException {
        FollowedLog log = logs.log(event.log());
        if (log == null) {
            throw new LogRefusedException(event.log(), "its key is not configured any more");
        }
        PublishedLog published = log.published();
        String key = index.segment(event).orElseThrow();
        SegmentName segment = published
                .segmentName(key)
                .orElseThrow(() -> new LogRefusedException(event.log(), "'" + key + "' is no segment"));
        return new Place(published, part.retentionClass(), segment);
    }

    /// Gone, with a reason that is sealed or without.
    private ContentState absent(Place place, IndexedEvent event, IndexReader index) throws SQLException {
        long days = index.retentionDays(event.log(), place.retentionClass());
        LocalDate today = clock.instant().atZone(ZoneOffset.UTC).toLocalDate();
        return days >= 0 && place.segment().date().plusDays(days + 1).isBefore(today)
                ? ContentState.EXPIRED
                : ContentState.MISSING;
    }

    private static boolean isErased(KeptPart part, IndexReader index) throws SQLException {
        SubjectKeys keys = part.keys();
        return keys.isErased(index.destroyedKeys(keys.ids()));
    }

    private static ApiException none(KeptPart part) {
        if (part.isPending()) {
            return pending(part);
        }
        String reason = part.kept().path("reason").asString("");
        return new ApiException(
                ErrorCode.CONTENT_NONE,
                "No content of the " + part.part().word() + " is kept: its level is '" + part.level() + "'"
                        + (reason.isEmpty() ? "." : ", because of '" + reason + "'."));
    }

    /// What is asked of a part that no event tells of yet.
    static ApiException pending(KeptPart part) {
        return new ApiException(
                ErrorCode.CONTENT_PENDING,
                "The call has no end in the index yet, so what is kept of its "
                        + part.part().word() + " is not known; ask again.");
    }

    private static ApiException gone(ContentState state, KeptPart part, String why) {
        String what = "The content of the " + part.part().word();
        return switch (state) {
            case EXPIRED -> new ApiException(ErrorCode.CONTENT_EXPIRED, what + " is gone after its retention.");
            case ERASED ->
                new ApiException(
                        ErrorCode.CONTENT_ERASED,
                        what + " cannot be opened any more: "
                                + String.join(", ", part.keys().ids()) + " destroyed at a person's request.");
            default ->
                new ApiException(
                        ErrorCode.CONTENT_DAMAGED,
                        what + " in the archive is not what the sealed event names: " + why + ".");
        };
    }
}
