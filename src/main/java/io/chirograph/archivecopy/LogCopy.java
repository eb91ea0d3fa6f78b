package io.chirograph.archivecopy;

import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.archivecopy.PayloadCursor.Named;
import io.chirograph.event.EventView;
import io.chirograph.event.MalformedEventException;
import io.chirograph.publishedlog.PublishedLog;
import io.chirograph.publishedlog.SegmentCodec;
import io.chirograph.publishedlog.SegmentName;
import io.chirograph.tlog.Hash;
import io.chirograph.tlog.MalformedException;
import io.chirograph.tlog.TreeHasher;
import io.chirograph.tlog.note.Checkpoint;
import io.chirograph.tlog.note.InvalidSignatureException;
import io.chirograph.tlog.note.KeyHistory;
import io.chirograph.tlog.note.SignedNote;
import io.chirograph.tlog.tile.Tile;
import io.chirograph.tlog.tile.TileId;
import io.chirograph.tlog.tile.TreeBuilder;
import io.chirograph.verifier.options.Progress;
import io.chirograph.verifier.scan.ContentClaim;
import io.chirograph.verifier.scan.VersionedKey;
import io.chirograph.verifier.scan.VersionedKeys;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Carries one log, checkpoint by checkpoint, in the order in which an exporter writes.
///
/// Nothing is put that does not agree with a checkpoint which the log's key signed. One use, one thread.
final class LogCopy {
    private final PublishedLog log;
    private final KeyHistory keys;
    private final CopyTarget target;
    private final Progress progress;
    private final SourceLog source;
    private final SegmentCursor segments;
    private final PayloadCursor payloads;
    private final List<AttachmentCursor> attachments = new ArrayList<>();
    private TreeBuilder tree = TreeBuilder.empty();

    /// @param keys the log's; checkpoints from before its first one are not held against a signature
    LogCopy(PublishedLog log, KeyHistory keys, CopyTarget target, Progress progress)
            throws ArchiveUnavailableException {
        this.log = log;
        this.keys = keys;
        this.target = target;
        this.progress = progress;
        this.source = new SourceLog(log);
        this.segments = new SegmentCursor(log);
        this.payloads = new PayloadCursor(source);
        for (String prefix : log.layout().attachments()) {
            attachments.add(new AttachmentCursor(source, prefix));
        }
    }

    /// What was carried.
    /// @param size of the newest checkpoint that was carried; 0 for none
    /// @param newest that checkpoint
    /// @param listed the size of the newest one that the source listed at the start
    record Copied(long size, @Nullable CarriedObject newest, int checkpoints, long listed) {}

    /// A version of a checkpoint that may be believed.
    private record Signed(CarriedObject object, Checkpoint checkpoint) {}

    /// What a checkpoint seals beyond the one before it.
    /// @param segment null where it has expired
    private record Sealed(
            @Nullable CarriedObject segment,
            @Nullable SegmentName name,
            Map<String, Named> named,
            TreeBuilder tree,
            List<Tile> tiles) {}

    Copied run() throws ArchiveUnavailableException, CopyStoppedException {
        long listed = log.newestSize().orElse(0);
        CarriedObject newest = null;
        int checkpoints = 0;
        VersionedKeys notes = new VersionedKeys(log.archive(), log.layout().checkpoints(), "");
        for (VersionedKey key = notes.next(); key != null; key = notes.next()) {
            List<Signed> signed = signed(key);
            if (!signed.isEmpty()) {
                newest = batch(key.key(), signed);
                checkpoints++;
                progress.at(log.id(), tree.size(), Math.max(listed, tree.size()));
            }
        }
        return new Copied(tree.size(), newest, checkpoints, listed);
    }

    private List<Signed> signed(VersionedKey key) throws ArchiveUnavailableException {
        List<Signed> signed = new ArrayList<>();
        long size = log.checkpointSize(key.key()).orElse(-1);
        if (size < tree.size() || size < 0) {
            return signed;
        }
        // Every version is looked at, and none is taken yet: which root is right is not known before the segment.
        Optional<CarriedObject> unused = source.oldest(key, SignedNote.MAX_SIZE, note -> {
            checkpoint(note.bytes(), size).ifPresent(read -> signed.add(new Signed(note, read)));
            return false;
        });
        return signed;
    }

    private Optional<Checkpoint> checkpoint(byte[] note, long size) {
        try {
            Checkpoint read =
                    size < keys.from() ? Checkpoint.parse(SignedNote.parse(note).text()) : keys.open(note);
            return read.size() == size && read.origin().equals(keys.newest().name())
                    ? Optional.of(read)
                    : Optional.empty();
        } catch (MalformedException | InvalidSignatureException e) {
            return Optional.empty();
        }
    }

    private CarriedObject batch(String checkpoint, List<Signed> signed)
            throws ArchiveUnavailableException, CopyStoppedException {
        long size = signed.getFirst().checkpoint().size();
        if (size > tree.size()) {
            Sealed sealed = sealed(size, signed);
            if (sealed == null) {
                throw new CopyStoppedException(log.archive().describe().location()
                        + " does not hold: nothing gives the root that " + checkpoint + " signs over the positions "
                        + tree.size() + " to " + (size - 1) + "; verify it");
            }
            payloads.carry(new PayloadCursor.Of(sealed.name(), size, sealed.named()), target::put);
            if (sealed.segment() != null) {
                target.put(sealed.segment());
            }
            for (Tile tile : sealed.tiles()) {
                target.put(tile(tile));
            }
            tree = sealed.tree();
        }
        CarriedObject note = signed.stream()
                .filter(one -> one.checkpoint().root().equals(tree.root()))
                .findFirst()
                .orElseThrow(() -> new CopyStoppedException(checkpoint + " signs another root than the segments give"))
                .object();
        target.put(note);
        for (AttachmentCursor beside : attachments) {
            beside.carry(size, target::put);
        }
        return note;
    }

    private @Nullable Sealed sealed(long size, List<Signed> signed) throws ArchiveUnavailableException {
        boolean isThere = false;
        for (SegmentCursor.Candidate one = segments.next(tree.size(), size);
                one != null;
                one = segments.next(tree.size(), size)) {
            isThere = true;
            SegmentName name = one.name();
            List<Sealed> found = new ArrayList<>(1);
            Optional<CarriedObject> chosen = source.oldest(one.versions(), SegmentName.MAX_OBJECT, object -> {
                List<Hash> leaves = new ArrayList<>();
                Map<String, Named> named = new HashMap<>();
                new SegmentCodec(log.layout(), name).read(object.bytes(), (position, entry) -> {
                    leaves.add(TreeHasher.leaf(entry));
                    named(position, entry, named);
                });
                Sealed sealed = sealed(name, named, leaves, signed);
                return sealed != null && found.add(sealed);
            });
            if (chosen.isPresent()) {
                Sealed sealed = found.getFirst();
                return new Sealed(chosen.get(), name, sealed.named(), sealed.tree(), sealed.tiles());
            }
        }
        List<Hash> leaves = isThere ? List.of() : leavesOfTiles(tree.size(), size);
        return leaves.isEmpty() ? null : sealed(null, Map.of(), leaves, signed);
    }

    private @Nullable Sealed sealed(
            @Nullable SegmentName name, Map<String, Named> named, List<Hash> leaves, List<Signed> signed) {
        TreeBuilder grown = tree.copy();
        List<Tile> tiles = new ArrayList<>();
        leaves.forEach(leaf -> grown.append(leaf, tiles::add));
        Hash root = grown.root();
        return signed.stream().anyMatch(one -> one.checkpoint().root().equals(root))
                ? new Sealed(null, name, named, grown, tiles)
                : null;
    }

    private static void named(long position, byte[] entry, Map<String, Named> named) {
        try {
            EventView event = EventView.read(entry);
            for (ContentClaim claim : ContentClaim.of(event)) {
                named.put(
                        PayloadCursor.Of.key(claim.retentionClass(), position, claim.part()),
                        new Named(event.subject(), claim));
            }
        } catch (MalformedEventException e) {
            // an entry that is no event names no content
        }
    }

    /// The leaf hashes of a segment that has expired, of full tiles; empty where these are not there either.
    private List<Hash> leavesOfTiles(long from, long to) throws ArchiveUnavailableException {
        List<Hash> leaves = new ArrayList<>();
        for (long index = from / TileId.WIDTH; index * TileId.WIDTH < to; index++) {
            TileId id = TileId.full(0, index);
            List<Tile> parsed = new ArrayList<>(1);
            Optional<CarriedObject> object =
                    source.oldest(log.layout().tile(id.path()), (long) TileId.WIDTH * Hash.SIZE, found -> {
                        try {
                            return parsed.add(Tile.parse(id, found.bytes()));
                        } catch (MalformedException e) {
                            return false;
                        }
                    });
            if (object.isEmpty()) {
                return List.of();
            }
            long first = index * TileId.WIDTH;
            leaves.addAll(parsed.getFirst().hashes().subList((int) Math.max(0, from - first), (int)
                    Math.min(TileId.WIDTH, to - first)));
        }
        return leaves;
    }

    private CarriedObject tile(Tile tile) throws ArchiveUnavailableException, CopyStoppedException {
        String key = log.layout().tile(tile.id().path());
        byte[] bytes = tile.bytes();
        return source.oldest(key, bytes.length, found -> Arrays.equals(found.bytes(), bytes))
                .orElseThrow(
                        () -> new CopyStoppedException(log.archive().describe().location() + " does not hold: " + key
                                + " is missing, or is not the tile that the segments give; verify it"));
    }
}
