package io.chirograph.publishedlog;

import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.tlog.MalformedException;
import io.chirograph.tlog.note.Checkpoint;
import io.chirograph.tlog.note.InvalidSignatureException;
import io.chirograph.tlog.note.KeyHistory;
import io.chirograph.tlog.note.KeyType;
import io.chirograph.tlog.note.NoteSignature;
import io.chirograph.tlog.note.SignedNote;
import io.chirograph.tlog.note.VerifierKey;
import io.chirograph.tlog.tile.TreeBuilder;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Finds the keys that followed a log's given one.
/// The log is not read: checkpoints are bisected for the last one that names a key, and the event there
/// names the next.
///
/// A log that never rotated costs one request more than finding its newest checkpoint.
public record KeySearch(PublishedLog log) {
    /// Only these keys follow one another; a second signature of another kind goes along with them.
    private static final int ED25519 = 64;

    /// How many checkpoints behind one that does not name a key are asked too, for one may be damaged.
    private static final int CONFIRMED = 3;

    /// The history from `key` on, as far as it is proven: the old key signed a checkpoint whose last leaf is the
    /// event that names the new key, and the new key signed it too. A key that is not the log's first begins the
    /// history where it took over.
    /// @return empty when the log is not one of this key
    public Optional<KeyHistory> proven(VerifierKey key) throws ArchiveUnavailableException {
        return search(key, List.of(), true);
    }

    /// The same as the archive tells it, without proof.
    /// @param others keys that may have followed, in case the events that name them are gone
    public Optional<KeyHistory> told(VerifierKey key, List<VerifierKey> others) throws ArchiveUnavailableException {
        return search(key, others, false);
    }

    /// A history and what the archive tells of the keys behind it.
    public KeyHistory told(KeyHistory known, List<VerifierKey> others) throws ArchiveUnavailableException {
        long from = known.rotations().isEmpty()
                ? known.from() - 1
                : known.rotations().getLast().position();
        KeyHistory more = search(known.newest(), known.newest().id(), known, from, others, false);
        return more == null ? known : more;
    }

    /// Whether an entry is an event that makes another key the signing key of a log with these keys: one that was taken
    /// over from another log names a
    /// key as the one before that is none of them.
    public static boolean isRotation(byte[] entry, KeyHistory keys) {
        return RotationEvent.isOne(entry)
                && RotationEvent.read(0, entry)
                        .map(event -> keys.keys().contains(event.previous()))
                        .orElse(true);
    }

    private Optional<KeyHistory> search(VerifierKey given, List<VerifierKey> others, boolean proof)
            throws ArchiveUnavailableException {
        int id = HexFormat.fromHexDigits(log.id().substring(log.id().lastIndexOf('-') + 1));
        if (given.type() != KeyType.ED25519) {
            return second(given);
        }
        KeyHistory first = given.logId().equals(log.id()) ? KeyHistory.of(given) : null;
        return Optional.ofNullable(search(given, id, first, -1, others, proof));
    }

    /// A key that signs along with the others, from the first checkpoint on that bears its signature.
    private Optional<KeyHistory> second(VerifierKey given) throws ArchiveUnavailableException {
        OptionalLong newest = log.newestSize();
        if (newest.isEmpty() || !isNamed(newest.getAsLong(), given.name(), given.id())) {
            return Optional.empty();
        }
        long first = newest.getAsLong();
        long low = -1;
        long high = first;
        while (low < high) {
            long middle = low + (high - low) / 2;
            OptionalLong next = log.sizeAfter(middle);
            if (next.isEmpty() || next.getAsLong() >= first) {
                high = middle;
            } else if (isNamed(next.getAsLong(), given.name(), given.id())) {
                first = next.getAsLong();
                high = middle;
            } else {
                low = next.getAsLong();
            }
        }
        return Optional.of(KeyHistory.from(first, given));
    }

    private @Nullable KeyHistory search(
            VerifierKey given,
            int first,
            @Nullable KeyHistory known,
            long from,
            List<VerifierKey> others,
            boolean proof)
            throws ArchiveUnavailableException {
        KeyHistory history = known;
        OptionalLong newest = log.newestSize();
        Set<Integer> seen = new HashSet<>();
        int id = first;
        long low = from;
        while (newest.isPresent() && seen.add(id) && !isAlone(newest.getAsLong(), given.name(), id)) {
            low = lastNamed(low, newest.getAsLong(), given.name(), id);
            Step step = step(low, given, id, history, others, proof);
            if (step == null) {
                break;
            }
            history = step.history();
            id = step.id();
        }
        return history;
    }

    /// @param history null while the given key has not come yet
    private record Step(@Nullable KeyHistory history, int id) {}

    /// From the key `id` to the next, given the size of the last checkpoint that names `id`.
    private @Nullable Step step(
            long last, VerifierKey given, int id, @Nullable KeyHistory history, List<VerifierKey> others, boolean proof)
            throws ArchiveUnavailableException {
        if (history == null) {
            int next = last < 0 ? id : otherSigner(last, given.name(), id);
            return next == id ? null : new Step(next == given.id() ? KeyHistory.from(last, given) : null, next);
        }
        KeyHistory.Rotation rotation = proof ? proven(last, history) : told(last, history, others);
        return rotation == null
                ? null
                : new Step(history.and(rotation), rotation.key().id());
    }

    private KeyHistory.@Nullable Rotation proven(long last, KeyHistory history) throws ArchiveUnavailableException {
        Optional<RotationEvent> event = eventBefore(last, history);
        return event.isPresent() && isProven(event.get(), history) ? event.get().rotation() : null;
    }

    private KeyHistory.@Nullable Rotation told(long last, KeyHistory history, List<VerifierKey> others)
            throws ArchiveUnavailableException {
        Optional<RotationEvent> event = eventBefore(last, history);
        if (event.isEmpty()) {
            event = eventBehind(last, history);
        }
        if (event.isPresent() && signsSoon(event.get().rotation())) {
            return event.get().rotation();
        }
        for (VerifierKey other : others) {
            KeyHistory.Rotation rotation = new KeyHistory.Rotation(last - 1, other, null);
            if (last > 0
                    && isNamed(last, other.name(), other.id())
                    && follows(history, rotation)
                    && signsSoon(rotation)) {
                return rotation;
            }
        }
        return null;
    }

    /// Whether one of the next checkpoints bears a good signature of the key that took over.
    private boolean signsSoon(KeyHistory.Rotation rotation) throws ArchiveUnavailableException {
        for (long size : log.checkpointSizes(rotation.position(), CONFIRMED)) {
            try {
                Optional<byte[]> note = log.read(log.layout().checkpoint(size), null, SignedNote.MAX_SIZE);
                if (note.isPresent()
                        && !SignedNote.parse(note.get())
                                .verify(List.of(rotation.key()))
                                .isEmpty()) {
                    return true;
                }
            } catch (MalformedException | InvalidSignatureException | DamagedObjectException e) {
                // a damaged checkpoint says nothing; the next one may
            }
        }
        return false;
    }

    /// Whether the checkpoint names this key and no other of its name: where a key takes over, two stand.
    private boolean isAlone(long size, String name, int id) throws ArchiveUnavailableException {
        return isNamed(size, name, id) && otherSigner(size, name, id) == id;
    }

    private boolean isNamed(long size, String name, int id) throws ArchiveUnavailableException {
        return signatures(size).stream().anyMatch(line -> line.name().equals(name) && line.keyId() == id);
    }

    /// The id of another key of that name on a checkpoint; `id` itself when there is none.
    private int otherSigner(long size, String name, int id) throws ArchiveUnavailableException {
        return signatures(size).stream()
                .filter(line -> line.name().equals(name) && line.keyId() != id)
                .filter(line -> line.signature().length == ED25519)
                .map(NoteSignature::keyId)
                .findFirst()
                .orElse(id);
    }

    private List<NoteSignature> signatures(long size) throws ArchiveUnavailableException {
        try {
            Optional<byte[]> note = log.read(log.layout().checkpoint(size), null, SignedNote.MAX_SIZE);
            return note.isEmpty() ? List.of() : SignedNote.parse(note.get()).signatures();
        } catch (MalformedException | DamagedObjectException e) {
            return List.of();
        }
    }

    /// The size of the last checkpoint that names a key: none greater does, for a key that was retired never signs
    /// again.
    private long lastNamed(long from, long newest, String name, int id) throws ArchiveUnavailableException {
        long low = from;
        long high = newest;
        while (low < high) {
            long middle = low + (high - low) / 2;
            OptionalLong named = namedBehind(middle, name, id);
            if (named.isPresent()) {
                low = named.getAsLong();
            } else {
                high = middle;
            }
        }
        return low;
    }

    private OptionalLong namedBehind(long size, String name, int id) throws ArchiveUnavailableException {
        for (long next : log.checkpointSizes(size, CONFIRMED)) {
            if (isNamed(next, name, id)) {
                return OptionalLong.of(next);
            }
        }
        return OptionalLong.empty();
    }

    /// The event that the segment before a checkpoint ends with.
    private Optional<RotationEvent> eventBefore(long size, KeyHistory history) throws ArchiveUnavailableException {
        return size <= 0 ? Optional.empty() : lastEvent(log.sizeUpTo(size - 1), history);
    }

    /// The event that one of the next segments ends with: the checkpoint that both keys signed is not there.
    private Optional<RotationEvent> eventBehind(long size, KeyHistory history) throws ArchiveUnavailableException {
        Optional<RotationEvent> event = Optional.empty();
        Optional<SegmentName> segment = log.segmentFrom(Math.max(size, 0));
        for (int i = 0; event.isEmpty() && segment.isPresent() && i < CONFIRMED; i++) {
            event = lastEvent(segment.get().first(), history);
            segment = log.segments(segment.get(), 1).stream().findFirst();
        }
        return event;
    }

    private Optional<RotationEvent> lastEvent(long first, KeyHistory history) throws ArchiveUnavailableException {
        Optional<SegmentName> segment = log.segmentFrom(first);
        if (segment.isEmpty()) {
            return Optional.empty();
        }
        AtomicReference<byte @Nullable []> last = new AtomicReference<>();
        try {
            log.entries(segment.get(), (position, entry) -> last.set(entry));
        } catch (DamagedObjectException e) {
            return Optional.empty();
        }
        return RotationEvent.read(segment.get().end() - 1, Objects.requireNonNull(last.get()))
                .filter(event -> event.previous().equals(history.newest()))
                .filter(event -> follows(history, event.rotation()));
    }

    private static boolean follows(KeyHistory history, KeyHistory.Rotation rotation) {
        boolean later =
                history.rotations().isEmpty() || history.rotations().getLast().position() < rotation.position();
        return later
                && rotation.key().name().equals(history.newest().name())
                && !history.keys().contains(rotation.key());
    }

    private boolean isProven(RotationEvent event, KeyHistory history) throws ArchiveUnavailableException {
        long size = event.rotation().size();
        try {
            Optional<byte[]> note = log.checkpoint(size);
            if (note.isEmpty()) {
                return false;
            }
            Checkpoint signed = history.and(event.rotation()).open(note.get());
            TreeBuilder tree = new SealedTree(log).builder(size - 1);
            tree.append(event.leaf(), tile -> {});
            return signed.size() == size && tree.root().equals(signed.root());
        } catch (MalformedException | InvalidSignatureException | DamagedObjectException e) {
            return false;
        }
    }
}
