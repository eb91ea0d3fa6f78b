package io.chirograph.query.index;

import io.chirograph.query.index.sql.IndexConnection;
import io.chirograph.tlog.Hash;
import io.chirograph.tlog.TreeHasher;
import io.chirograph.tlog.proof.CompactRange;
import io.chirograph.tlog.proof.HashReader;
import io.chirograph.tlog.proof.InclusionProof;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.Random;

/// How long a proof of one entry takes in a log of many (ten million by default), out of the index, as the
/// auditors' API makes it. Entries are small and only what proofs read is indexed, so that the log is made in a
/// minute; a proof reads the same rows as in a real one.
///
/// Arguments: an empty directory, and how many entries.
public final class ProofBench {
    private static final int PROOFS = 2000;
    private final long size;

    private ProofBench(long size) {
        this.size = size;
    }

    public static void main(String[] args) throws IOException, SQLException {
        long size = args.length > 1 ? Long.parseLong(args[1]) : 10_000_000;
        try (IndexFile index = IndexFile.open(Path.of(args[0]))) {
            ProofBench bench = new ProofBench(size);
            Hash root;
            try (IndexConnection connection = index.writer()) {
                root = bench.fill(connection);
            }
            bench.measure(index, root);
        }
    }

    private Hash fill(IndexConnection connection) throws SQLException {
        try (Statement statement = connection.connection().createStatement()) {
            for (String unused : new String[] {"event_time", "event_type", "event_id", "event_leaf", "event_call"}) {
                statement.executeUpdate("DROP INDEX " + unused);
            }
        }
        CompactRange range = CompactRange.empty();
        try (IndexWriter writer = new IndexWriter(connection, 1);
                PreparedStatement event = connection
                        .connection()
                        .prepareStatement(
                                "INSERT INTO event (at, time, leaf, type, bytes) VALUES (?, 0, ?, 'bench', ?)")) {
            for (long position = 0; position < size; position++) {
                byte[] bytes = ByteBuffer.allocate(Long.BYTES).putLong(position).array();
                Hash leaf = TreeHasher.leaf(bytes);
                event.setLong(1, RowId.of(1, position));
                event.setBytes(2, leaf.bytes());
                event.setBytes(3, bytes);
                event.executeUpdate();
                range.append(leaf, (height, index, hash) -> node(writer, height, index, hash));
            }
        }
        connection.commit();
        return range.root();
    }

    private static void node(IndexWriter writer, int height, long index, Hash hash) {
        try {
            if (height > 0 && height % 8 == 0) {
                writer.node(height / 8, index, hash);
            }
        } catch (SQLException e) {
            throw new UncheckedIOException(new IOException(e));
        }
    }

    private void measure(IndexFile index, Hash root) throws IOException, SQLException {
        Random random = new Random(1);
        long[] nanos = new long[PROOFS];
        for (int i = 0; i < PROOFS; i++) {
            long position = random.nextLong(size);
            long before = System.nanoTime();
            InclusionProof proof;
            Hash leaf;
            try (IndexConnection connection = index.reader()) {
                HashReader hashes = new IndexedTree(connection, 1).at(size);
                proof = InclusionProof.of(position, size, hashes);
                leaf = hashes.node(0, position);
            }
            nanos[i] = System.nanoTime() - before;
            if (!proof.verify(leaf, size, root)) {
                throw new IllegalStateException("the proof of " + position + " does not hold");
            }
        }
        Arrays.sort(nanos);
        System.out.printf(
                "%d proofs in a log of %d: median %.2f ms, 99%% %.2f ms, slowest %.2f ms%n",
                PROOFS, size, nanos[PROOFS / 2] / 1e6, nanos[PROOFS * 99 / 100] / 1e6, nanos[PROOFS - 1] / 1e6);
    }
}
