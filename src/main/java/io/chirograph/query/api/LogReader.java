package io.chirograph.query.api;

import io.chirograph.archive.Archive;
import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.archive.Layout;
import io.chirograph.identity.operators.AuditScope;
import io.chirograph.publishedlog.Cosignatures;
import io.chirograph.publishedlog.NewestBeside;
import io.chirograph.query.index.FollowedLog;
import io.chirograph.query.index.IndexDamagedException;
import io.chirograph.query.index.IndexedHead;
import io.chirograph.query.index.IndexedTree;
import io.chirograph.query.index.LogRefusedException;
import io.chirograph.query.lookup.IndexReader;
import io.chirograph.tlog.Hash;
import io.chirograph.tlog.TreeHasher;
import io.chirograph.tlog.note.NoteSignature;
import io.chirograph.tlog.note.SignedNote;
import io.chirograph.tlog.proof.ConsistencyProof;
import io.chirograph.tlog.proof.HashReader;
import io.chirograph.tlog.proof.InclusionProof;
import io.chirograph.tlog.tile.TileId;
import io.chirograph.verifier.timestamp.InvalidTimeStampException;
import io.chirograph.verifier.timestamp.TimeStampToken;
import io.chirograph.web.ApiException;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads the indexed logs as logs: checkpoints, tiles, entries and proofs. Safe for many threads.
/// @param logs those of the index that are read
public record LogReader(IndexReader index, List<FollowedLog> logs) {
    private static final Logger LOG = LoggerFactory.getLogger(LogReader.class);

    /// The same logs, of which no more is there than may be seen.
    public LogReader within(AuditScope limits) {
        return new LogReader(
                index.within(limits),
                logs.stream().filter(log -> limits.seesLog(log.id())).toList());
    }

    /// A question about the tree of one log.
    @FunctionalInterface
    public interface TreeQuestion<T> {
        T ask(IndexedTree tree) throws SQLException, IOException;
    }

    public record Inclusion(InclusionProof proof, Hash leaf, long size, Hash root) {}

    public record Consistency(ConsistencyProof proof, long from, Hash fromRoot, long to, Hash toRoot) {}

    /// What every log that holds something is indexed up to.
    public List<IndexedHead> heads() throws SQLException, LogRefusedException {
        List<IndexedHead> heads = new ArrayList<>();
        for (FollowedLog log : logs) {
            index.head(log).ifPresent(heads::add);
        }
        return heads;
    }

    /// The log with this id.
    public IndexedHead head(String id) throws SQLException, LogRefusedException {
        FollowedLog known = logs.stream()
                .filter(log -> log.id().equals(id))
                .findFirst()
                .orElseThrow(() -> ApiException.notFound("No log " + id + " is indexed."));
        return index.head(known).orElseThrow(() -> ApiException.notFound("Nothing of log " + id + " is indexed."));
    }

    /// A time stamp of a checkpoint.
    /// @param claimed when its token says that it was made, which this does not verify; null of what is no token
    public record Stamp(long size, @Nullable Instant claimed) {}

    /// The newest time stamps beside a log, of sizes that are indexed.
    public List<Stamp> stamps(IndexedHead head, int most) throws ArchiveUnavailableException {
        Archive archive = head.log().archive();
        Layout layout = new Layout(head.log().id());
        List<Stamp> stamps = new ArrayList<>();
        OptionalLong size = NewestBeside.stamped(archive, layout, head.size());
        while (size.isPresent() && stamps.size() < most) {
            byte[] token = archive.get(layout.timestamp(size.getAsLong()), TimeStampToken.MAX_SIZE)
                    .orElse(new byte[0]);
            stamps.add(new Stamp(size.getAsLong(), claimed(token)));
            size = NewestBeside.stamped(archive, layout, size.getAsLong() - 1);
        }
        return stamps;
    }

    private static @Nullable Instant claimed(byte[] token) {
        try {
            return TimeStampToken.parse(token).claimedTime();
        } catch (InvalidTimeStampException e) {
            return null;
        }
    }

    public <T> T ask(IndexedHead head, TreeQuestion<T> question) throws SQLException {
        return index.ask(connection -> {
            try {
                return question.ask(new IndexedTree(connection, head.number()));
            } catch (IOException e) {
                throw e.getCause() instanceof SQLException failure
                        ? failure
                        : new SQLException("the tree of log " + head.log().id() + " cannot be read", e);
            }
        });
    }

    Optional<List<Hash>> tile(IndexedHead head, TileId id) throws SQLException {
        return ask(head, tree -> {
            List<Hash> hashes = tree.hashes(id);
            if (id.level() == 0) {
                requireSealed(head, tree, id, hashes);
            }
            return Optional.of(hashes).filter(some -> some.size() == id.width());
        });
    }

    Optional<List<byte[]>> entries(IndexedHead head, TileId id) throws SQLException {
        return ask(head, tree -> {
            List<byte[]> entries = tree.entries(id);
            requireSealed(head, tree, id, entries.stream().map(TreeHasher::leaf).toList());
            return Optional.of(entries).filter(some -> some.size() == id.width());
        });
    }

    /// What stands at the positions below a tile has to be in the signed tree.
    private static void requireSealed(IndexedHead head, IndexedTree tree, TileId id, List<Hash> leaves)
            throws SQLException, IOException {
        HashReader hashes = tree.at(head.size());
        long position = id.index() * TileId.WIDTH;
        for (Hash leaf : leaves) {
            if (!InclusionProof.of(position, head.size(), hashes).verify(leaf, head.checkpoint())) {
                throw new IndexDamagedException("event " + position + " is not in the tree of "
                        + head.log().id());
            }
            position++;
        }
    }

    /// @param size at most the head's; more than `position`
    public Inclusion inclusion(IndexedHead head, long position, long size) throws SQLException {
        return ask(head, tree -> {
            HashReader hashes = tree.at(size);
            InclusionProof proof = InclusionProof.of(position, size, hashes);
            Hash root = hashes.subtree(0, size);
            requireSigned(head, tree, size, root);
            Hash leaf = hashes.node(0, position);
            if (!proof.verify(leaf, size, root)) {
                throw new IndexDamagedException("event " + position + " is not in the tree of "
                        + head.log().id());
            }
            return new Inclusion(proof, leaf, size, root);
        });
    }

    /// @param from 1 to `to`
    /// @param to at most the head's size
    public Consistency consistency(IndexedHead head, long from, long to) throws SQLException {
        return ask(head, tree -> {
            HashReader later = tree.at(to);
            Hash fromRoot = tree.at(from).subtree(0, from);
            Hash toRoot = later.subtree(0, to);
            ConsistencyProof proof = ConsistencyProof.of(from, to, later);
            requireSigned(head, tree, to, toRoot);
            if (!proof.verify(from, fromRoot, to, toRoot)) {
                throw new IndexDamagedException("the tree of " + head.log().id() + " is not what was signed");
            }
            return new Consistency(proof, from, fromRoot, to, toRoot);
        });
    }

    /// The checkpoint with the lines that witnesses added; without them while the archive cannot be read.
    public static SignedNote cosigned(IndexedHead head) {
        List<NoteSignature> signatures = new ArrayList<>(head.note().signatures());
        try {
            Cosignatures.of(head.log().archive(), new Layout(head.log().id()), head.size()).values().stream()
                    .filter(line -> !signatures.contains(line))
                    .limit(Math.max(0, SignedNote.MAX_SIGNATURES - signatures.size()))
                    .forEach(signatures::add);
        } catch (ArchiveUnavailableException e) {
            LOG.warn("Cosignatures could not be read: {}", e.toString());
        }
        return new SignedNote(head.note().text(), signatures);
    }

    /// Who cosigned the checkpoint of a size, by the names on their lines; nobody while the archive cannot be read.
    public List<String> witnesses(String id, long size) {
        for (FollowedLog log : logs) {
            try {
                if (log.id().equals(id)) {
                    return Cosignatures.of(log.archive(), new Layout(id), size).values().stream()
                            .map(NoteSignature::name)
                            .distinct()
                            .toList();
                }
            } catch (ArchiveUnavailableException e) {
                LOG.warn("Cosignatures could not be read: {}", e.toString());
            }
        }
        return List.of();
    }

    /// A root that was computed has to be that of a tree which the signed one extends.
    private static void requireSigned(IndexedHead head, IndexedTree tree, long size, Hash root)
            throws SQLException, IOException {
        Hash signed = head.checkpoint().root();
        boolean holds =
                ConsistencyProof.of(size, head.size(), tree.at(head.size())).verify(size, root, head.size(), signed);
        if (!holds) {
            throw new IndexDamagedException(
                    "the tree of " + head.log().id() + " at " + size + " is not what was signed");
        }
    }

    /// The signed checkpoint of a size, verified; null when none of that size was signed.
    /// @param root what the index says that the tree's root was
    public @Nullable SignedNote note(IndexedHead head, long size, Hash root)
            throws ArchiveUnavailableException, LogRefusedException {
        if (size == head.size()) {
            return head.note();
        }
        Optional<FollowedLog.Signed> signed = head.log().signed(size);
        if (signed.isPresent() && !signed.get().checkpoint().root().equals(root)) {
            throw new LogRefusedException(head.log().id(), "checkpoint " + size + " does not sign what was indexed");
        }
        return signed.map(FollowedLog.Signed::note).orElse(null);
    }
}
