package io.chirograph.verifier.payload;

import io.chirograph.archive.Archive;
import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.archive.Layout;
import io.chirograph.archive.ObjectVersion;
import io.chirograph.publishedlog.PackName;
import io.chirograph.publishedlog.SegmentName;
import io.chirograph.verifier.report.FindingKind;
import io.chirograph.verifier.scan.Examination;
import io.chirograph.verifier.scan.ReadAhead;
import io.chirograph.verifier.scan.VersionedKey;
import io.chirograph.verifier.scan.VersionedKeys;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Cursor over everything below `payloads/`, of all classes together, in step with the segments.
///
/// In the order of dates, of one date in the order of positions; names that say neither come as early as they can.
public final class PayloadObjects implements AutoCloseable {
    private static final int MOST_CLASSES = 256;

    /// Sorts behind a key and before every longer one, for no key holds it.
    private static final String BEHIND = "!";

    /// Sorts behind every key below a directory's name.
    private static final String BELOW = "0";

    private final Examination about;
    private final List<Lane> lanes = new ArrayList<>();
    private final ReadAhead<VersionedKey, ScannedPayload> objects;

    /// @param first the segment that reading begins with; null for all
    /// @param size where the part that is read ends
    public PayloadObjects(Examination about, @Nullable SegmentName first, long size)
            throws ArchiveUnavailableException {
        this.about = about;
        String start = first == null ? "" : "dt=" + first.date() + "/" + Layout.number(first.first());
        open(start);
        objects = about.pool().ahead(this::following, new PayloadScan(about, size)::scan);
    }

    /// A directory below `payloads/`.
    private static final class Lane {
        private final VersionedKeys keys;
        private final Layout layout;
        private @Nullable VersionedKey next;
        private @Nullable PayloadPlace place;

        Lane(Archive archive, Layout layout, String prefix, String from) throws ArchiveUnavailableException {
            this.layout = layout;
            this.keys = new VersionedKeys(archive, prefix, from);
            advance();
        }

        void advance() throws ArchiveUnavailableException {
            VersionedKey key = keys.next();
            next = key;
            place = key == null ? null : PayloadPlace.of(layout, key.key()).orElse(null);
        }

        boolean isBefore(Lane other) {
            PayloadPlace mine = place;
            PayloadPlace others = other.place;
            return others != null && (mine == null || PayloadPlace.ORDER.compare(mine, others) < 0);
        }
    }

    /// Hidden objects count: a listing of what is there does not show a class of which all is marked as deleted.
    private void open(String start) throws ArchiveUnavailableException {
        Archive archive = about.log().archive();
        Layout layout = about.log().layout();
        String prefix = PackName.prefix(layout);
        String from = prefix;
        for (Optional<String> key = first(archive, prefix, from); key.isPresent(); key = first(archive, prefix, from)) {
            int slash = key.get().indexOf('/', prefix.length());
            if (slash < 0) {
                about.findings().add(FindingKind.PAYLOAD_FOREIGN, key.get(), null, "the name of a pack", null);
                from = key.get() + BEHIND;
                continue;
            }
            String lane = key.get().substring(0, slash + 1);
            from = key.get().substring(0, slash) + BELOW;
            if (lanes.size() == MOST_CLASSES) {
                about.findings()
                        .add(FindingKind.PAYLOAD_FOREIGN, lane, null, "at most " + MOST_CLASSES + " classes", "more");
                return;
            }
            Lane opened = new Lane(archive, layout, lane, lane + start);
            if (opened.next != null) {
                lanes.add(opened);
            }
        }
    }

    private static Optional<String> first(Archive archive, String prefix, String from)
            throws ArchiveUnavailableException {
        return archive.versions(prefix, from, 1).stream().findFirst().map(ObjectVersion::key);
    }

    private @Nullable VersionedKey following() throws ArchiveUnavailableException {
        Lane first = null;
        for (Lane lane : lanes) {
            if (first == null || lane.isBefore(first)) {
                first = lane;
            }
        }
        if (first == null) {
            return null;
        }
        VersionedKey key = first.next;
        first.advance();
        if (first.next == null) {
            lanes.remove(first);
        }
        return key;
    }

    /// The next object that stands before a position of a date; null where none is left before it.
    public @Nullable ScannedPayload before(LocalDate date, long position) throws ArchiveUnavailableException {
        ScannedPayload next = objects.peek();
        PayloadPlace place = next == null ? null : next.place();
        boolean isDue = next != null
                && (place == null
                        || place.date().isBefore(date)
                        || (place.date().equals(date) && place.position() < position));
        return isDue ? objects.next() : null;
    }

    /// The next object, wherever it stands; null behind the last.
    public @Nullable ScannedPayload next() throws ArchiveUnavailableException {
        return objects.next();
    }

    @Override
    public void close() {
        objects.close();
    }
}
