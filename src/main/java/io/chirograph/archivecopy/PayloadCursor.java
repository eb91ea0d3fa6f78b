package io.chirograph.archivecopy;

import io.chirograph.archive.Archive;
import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.archive.Layout;
import io.chirograph.archive.ObjectVersion;
import io.chirograph.publishedlog.PackCodec;
import io.chirograph.publishedlog.PackDigest;
import io.chirograph.publishedlog.PackName;
import io.chirograph.publishedlog.PackRecord;
import io.chirograph.publishedlog.SegmentName;
import io.chirograph.verifier.payload.PayloadPlace;
import io.chirograph.verifier.scan.ContentClaim;
import io.chirograph.verifier.scan.VersionedKey;
import io.chirograph.verifier.scan.VersionedKeys;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Finds the content of each segment, class by class, in step with the segments.
///
/// A pack is carried where each of its lines is content that an event of the segment names, an object beside it where
/// pack and event name it. Of segments that have expired nobody can tell any more: the oldest version is carried.
final class PayloadCursor {
    private static final int MOST_CLASSES = 256;

    /// Sorts behind a key and before every longer one, for no key holds it.
    private static final String BEHIND = "!";

    /// Sorts behind every key below a directory's name.
    private static final String BELOW = "0";

    /// Takes what is to be carried.
    @FunctionalInterface
    interface Sink {
        void accept(CarriedObject object) throws ArchiveUnavailableException, CopyStoppedException;
    }

    /// Content that an event names.
    /// @param call the event's subject
    record Named(@Nullable String call, ContentClaim claim) {}

    /// The positions that are carried.
    /// @param segment null where it has expired
    /// @param named by class and name of an object beside a pack
    record Of(@Nullable SegmentName segment, long end, Map<String, Named> named) {
        static String key(String retentionClass, long position, String part) {
            return retentionClass + "/" + PackName.object(position, part);
        }

        /// Whether what stands there waits for a later segment.
        boolean isBefore(PayloadPlace place) {
            return segment == null
                    ? place.position() >= end
                    : place.date().isAfter(segment.date())
                            || (place.date().equals(segment.date()) && place.position() >= end);
        }

        boolean holds(PayloadPlace place) {
            return segment == null || (place.date().equals(segment.date()) && place.position() >= segment.first());
        }
    }

    private static final class Lane {
        private final VersionedKeys keys;
        private @Nullable VersionedKey next;

        Lane(Archive archive, String prefix) throws ArchiveUnavailableException {
            keys = new VersionedKeys(archive, prefix, prefix);
            next = keys.next();
        }
    }

    private final SourceLog source;
    private final Layout layout;
    private final List<Lane> lanes = new ArrayList<>();

    PayloadCursor(SourceLog source) throws ArchiveUnavailableException {
        this.source = source;
        this.layout = source.log().layout();
        Archive archive = source.log().archive();
        String prefix = PackName.prefix(layout);
        Optional<String> key = first(archive, prefix, prefix);
        while (key.isPresent() && lanes.size() < MOST_CLASSES) {
            int slash = key.get().indexOf('/', prefix.length());
            if (slash < 0) {
                key = first(archive, prefix, key.get() + BEHIND);
            } else {
                lanes.add(new Lane(archive, key.get().substring(0, slash + 1)));
                key = first(archive, prefix, key.get().substring(0, slash) + BELOW);
            }
        }
    }

    private static Optional<String> first(Archive archive, String prefix, String from)
            throws ArchiveUnavailableException {
        return archive.versions(prefix, from, 1).stream().findFirst().map(ObjectVersion::key);
    }

    /// Hands over the content of some positions.
    void carry(Of of, Sink sink) throws ArchiveUnavailableException, CopyStoppedException {
        for (Lane lane : lanes) {
            Map<String, PackRecord.Head> beside = new HashMap<>();
            for (VersionedKey key = lane.next; key != null; key = lane.next) {
                PayloadPlace place = PayloadPlace.of(layout, key.key()).orElse(null);
                if (place != null && of.isBefore(place)) {
                    break;
                }
                lane.next = lane.keys.next();
                if (place != null && of.holds(place)) {
                    Optional<CarriedObject> chosen =
                            place.pack() == null ? object(key, place, of, beside) : pack(key, place.pack(), of, beside);
                    if (chosen.isPresent()) {
                        sink.accept(chosen.get());
                    }
                }
            }
        }
    }

    private Optional<CarriedObject> pack(VersionedKey key, PackName name, Of of, Map<String, PackRecord.Head> beside)
            throws ArchiveUnavailableException {
        return source.oldest(key, PackName.MAX_OBJECT, object -> {
            List<PackRecord> elsewhere = new ArrayList<>();
            List<PackRecord> wrong = new ArrayList<>(1);
            new PackCodec(layout, name).read(object.bytes(), line -> {
                if (of.segment() != null && !isNamed(line, name, of) && wrong.isEmpty()) {
                    wrong.add(line);
                } else if (line.object() != null) {
                    elsewhere.add(line);
                }
            });
            if (wrong.isEmpty()) {
                elsewhere.forEach(line -> beside.put(
                        name.object(layout, line.position(), line.head().part()), line.head()));
            }
            return wrong.isEmpty();
        });
    }

    private static boolean isNamed(PackRecord line, PackName name, Of of) {
        PackRecord.Head head = line.head();
        Named named = of.named().get(Of.key(name.retentionClass(), line.position(), head.part()));
        byte[] content = line.content();
        return named != null
                && head.callId().toString().equals(named.call())
                && head.level().equals(named.claim().level())
                && (content == null
                        || PackDigest.of(content, head.digestKey())
                                .is(named.claim().digest()));
    }

    private Optional<CarriedObject> object(
            VersionedKey key, PayloadPlace place, Of of, Map<String, PackRecord.Head> beside)
            throws ArchiveUnavailableException {
        PackRecord.Head head = beside.get(key.key());
        Named named =
                of.named().get(Of.key(place.retentionClass(), place.position(), Objects.requireNonNull(place.part())));
        return source.oldest(
                key,
                PackRecord.MAX_OBJECT,
                object -> of.segment() == null
                        || (head != null
                                && named != null
                                && PackDigest.of(object.bytes(), head.digestKey())
                                        .is(named.claim().digest())));
    }
}
