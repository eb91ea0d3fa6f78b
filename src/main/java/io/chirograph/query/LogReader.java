package io.chirograph.query;

import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.identity.Scope;
import io.chirograph.tlog.Checkpoint;
import io.chirograph.tlog.ConsistencyProof;
import io.chirograph.tlog.Hash;
import io.chirograph.tlog.HashReader;
import io.chirograph.tlog.InclusionProof;
import io.chirograph.tlog.InvalidSignatureException;
import io.chirograph.tlog.MalformedException;
import io.chirograph.tlog.SignedNote;
import io.chirograph.tlog.TileId;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Reads the indexed logs as logs: checkpoints, tiles, entries and proofs. Safe for many threads.
final class LogReader {
    private final IndexReader index;
    private final List<FollowedLog> logs;

    LogReader(IndexReader index, FollowedLogs logs) {
        this(index, logs.logs());
    }

    private LogReader(IndexReader index, List<FollowedLog> logs) {
        this.index = index;
        this.logs = logs;
    }

    /// The same logs, of which no more is there than may be seen.
    LogReader within(Scope limits) {
        List<FollowedLog> seen =
                logs.stream().filter(log -> limits.seesLog(log.id())).toList();
        return new LogReader(index.within(limits), seen);
    }

    /// A question about the tree of one log.
    @FunctionalInterface
    interface TreeQuestion<T> {
        T ask(LogHead head, IndexedTree tree)
                throws SQLException, BadParameterException, NotYetIndexedException, IOException;
    }

    /// An inclusion proof with what it was made from.
    ///
    /// @param note the signed checkpoint of that size; null where none was signed
    record Inclusion(
            FollowedLog log,
            InclusionProof proof,
            Hash leaf,
            long size,
            Hash root,
            @Nullable SignedNote note) {}

    /// A consistency proof with what it was made from.
    ///
    /// @param note the signed checkpoint of the later size; null where none was signed
    record Consistency(
            FollowedLog log,
            ConsistencyProof proof,
            long from,
            Hash fromRoot,
            long to,
            Hash toRoot,
            @Nullable SignedNote note) {}

    /// What every log that holds something is indexed up to.
    List<LogHead> heads() throws SQLException, BadParameterException, NotYetIndexedException, LogRefusedException {
        List<LogHead> heads = new ArrayList<>();
        for (FollowedLog log : logs) {
            head(log).ifPresent(heads::add);
        }
        return heads;
    }

    /// The log with this id.
    LogHead head(String id)
            throws SQLException, BadParameterException, NotYetIndexedException, LogRefusedException,
                    NotIndexedException {
        for (FollowedLog log : logs) {
            if (log.id().equals(id)) {
                return head(log).orElseThrow(() -> new NotIndexedException("Nothing of log " + id + " is indexed."));
            }
        }
        throw new NotIndexedException("No log " + id + " is indexed.");
    }

    <T> T ask(LogHead head, TreeQuestion<T> question)
            throws SQLException, BadParameterException, NotYetIndexedException {
        return index.ask(connection -> {
            try {
                return question.ask(head, new IndexedTree(connection, head.number()));
            } catch (IOException e) {
                throw new SQLException("the tree of log " + head.log().id() + " cannot be read", e);
            }
        });
    }

    Optional<List<Hash>> tile(LogHead head, TileId id)
            throws SQLException, BadParameterException, NotYetIndexedException {
        return ask(head, (log, tree) -> Optional.of(tree.hashes(id)).filter(some -> some.size() == id.width()));
    }

    Optional<List<byte[]>> entries(LogHead head, TileId id)
            throws SQLException, BadParameterException, NotYetIndexedException {
        return ask(head, (log, tree) -> Optional.of(tree.entries(id)).filter(some -> some.size() == id.width()));
    }

    /// @param size at most the head's; more than `position`
    Inclusion inclusion(LogHead head, long position, long size)
            throws SQLException, BadParameterException, NotYetIndexedException, ArchiveUnavailableException,
                    LogRefusedException {
        Inclusion made = ask(head, (log, tree) -> {
            HashReader hashes = tree.at(size);
            return new Inclusion(
                    head.log(),
                    InclusionProof.of(position, size, hashes),
                    hashes.node(0, position),
                    size,
                    hashes.subtree(0, size),
                    null);
        });
        SignedNote note = note(head, size, made.root());
        return new Inclusion(made.log(), made.proof(), made.leaf(), size, made.root(), note);
    }

    /// @param from 1 to `to`
    /// @param to at most the head's size
    Consistency consistency(LogHead head, long from, long to)
            throws SQLException, BadParameterException, NotYetIndexedException, ArchiveUnavailableException,
                    LogRefusedException {
        Consistency made = ask(head, (log, tree) -> {
            HashReader later = tree.at(to);
            Hash fromRoot = tree.at(from).subtree(0, from);
            return new Consistency(
                    head.log(), ConsistencyProof.of(from, to, later), from, fromRoot, to, later.subtree(0, to), null);
        });
        SignedNote note = note(head, to, made.toRoot());
        return new Consistency(made.log(), made.proof(), from, made.fromRoot(), to, made.toRoot(), note);
    }

    /// The signed checkpoint of a size, verified; null when none of that size was signed.
    ///
    /// @param root what the index says that the tree's root was
    @Nullable
    SignedNote note(LogHead head, long size, Hash root) throws ArchiveUnavailableException, LogRefusedException {
        if (size == head.size()) {
            return head.note();
        }
        FollowedLog log = head.log();
        Optional<byte[]> note = log.published().checkpoint(size);
        if (note.isEmpty()) {
            return null;
        }
        try {
            Checkpoint signed = log.open(note.get());
            if (signed.size() != size || !signed.root().equals(root)) {
                throw new LogRefusedException(log.id(), "checkpoint " + size + " does not sign what was indexed");
            }
            return SignedNote.parse(note.get());
        } catch (MalformedException | InvalidSignatureException e) {
            throw new LogRefusedException(log.id(), "checkpoint " + size + ": " + e.getMessage());
        }
    }

    private Optional<LogHead> head(FollowedLog log)
            throws SQLException, BadParameterException, NotYetIndexedException, LogRefusedException {
        Optional<Row> row = index.ask(connection -> row(connection, log.id()));
        return row.isEmpty()
                ? Optional.empty()
                : Optional.of(LogHead.of(log, row.get().number(), row.get().note()));
    }

    @SuppressWarnings("ArrayRecordComponent") // the bytes are handed on, never compared
    private record Row(long number, byte[] note) {}

    private static Optional<Row> row(Connection connection, String id) throws SQLException {
        Sql sql = new Sql().add("SELECT number, note FROM log WHERE id = ? AND note IS NOT NULL", id);
        try (PreparedStatement statement = sql.prepare(connection);
                ResultSet row = statement.executeQuery()) {
            return row.next() ? Optional.of(new Row(row.getLong(1), row.getBytes(2))) : Optional.empty();
        }
    }
}
