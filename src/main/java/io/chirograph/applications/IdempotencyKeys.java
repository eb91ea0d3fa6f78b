package io.chirograph.applications;

import io.chirograph.journal.Journal;
import io.chirograph.journal.JournalCorruptException;
import io.chirograph.support.sqlite.SqliteFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteConfig;

/// The idempotency keys of 24 hours with the ids that their events have, in `applications.db`. Thread-safe.
///
/// A key is durable here, with ids and the journal's end, before its events go to the journal; it is marked when they
/// are durable there. What a dead process left unmarked is settled at the next opening: the events of one request are
/// in the journal together or not at all, so the first one's id, looked for from that end on, decides.
final class IdempotencyKeys implements AutoCloseable {
    static final String FILE = "applications.db";
    static final Duration KEPT = Duration.ofHours(24);
    private static final Logger log = LoggerFactory.getLogger(IdempotencyKeys.class);
    private static final long MOST = 5_000_000;
    private static final int ID = 16;
    private static final SqliteFile.Schema SCHEMA = new SqliteFile.Schema(
            1,
            List.of(
                    "CREATE TABLE IF NOT EXISTS keys (key BLOB PRIMARY KEY, body BLOB NOT NULL, ids BLOB NOT NULL,"
                            + " sequence INTEGER NOT NULL, recorded INTEGER NOT NULL, at INTEGER NOT NULL)"
                            + " STRICT, WITHOUT ROWID",
                    "CREATE INDEX IF NOT EXISTS keys_at ON keys (at)",
                    "CREATE INDEX IF NOT EXISTS keys_unsettled ON keys (sequence) WHERE recorded = 0"));

    private final SqliteFile file;
    private final Clock clock;
    private final long most;
    private long count;

    /// What is known of a key.
    /// @param body digest of the body that it came with
    /// @param sequence where the journal ended before its events went there
    /// @param isRecorded false: whether its events are recorded is not known until the next start
    @SuppressWarnings("ArrayRecordComponent") // compared by its one reader
    record Known(byte[] body, List<UUID> ids, long sequence, boolean isRecorded) {
        Known {
            ids = List.copyOf(ids);
        }
    }

    private IdempotencyKeys(SqliteFile file, Clock clock, long most) throws IOException {
        this.file = file;
        this.clock = clock;
        this.most = most;
        this.count =
                file.query("SELECT count(*) FROM keys", row -> row.getLong(1)).getFirst();
    }

    /// Opens the store and settles what a dead process left.
    static IdempotencyKeys open(Path dataDirectory, Journal journal, Clock clock) throws IOException {
        return open(dataDirectory, journal, clock, MOST);
    }

    static IdempotencyKeys open(Path dataDirectory, Journal journal, Clock clock, long most) throws IOException {
        SQLiteConfig config = new SQLiteConfig();
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        SqliteFile file = SqliteFile.open(dataDirectory.resolve(FILE), SCHEMA, config);
        try {
            IdempotencyKeys keys = new IdempotencyKeys(file, clock, most);
            keys.settle(journal);
            return keys;
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Unsettled(byte[] key, UUID first, long sequence) {}

    private void settle(Journal journal) throws IOException {
        List<Unsettled> rows = file.query(
                "SELECT key, ids, sequence FROM keys WHERE recorded = 0",
                row -> new Unsettled(row.getBytes(1), ids(row.getBytes(2)).getFirst(), row.getLong(3)));
        if (rows.isEmpty()) {
            return;
        }
        Map<UUID, byte[]> open = new HashMap<>();
        long from = Long.MAX_VALUE;
        int unknown = 0;
        for (Unsettled row : rows) {
            if (row.sequence() < journal.firstSequence()) {
                unknown++; // where it would stand is gone: it stays as it is, and a repetition is refused
            } else {
                open.put(row.first(), row.key());
                from = Math.min(from, row.sequence());
            }
        }
        List<byte[]> recorded = new ArrayList<>();
        if (from < journal.nextSequence()) {
            try {
                long unused = journal.read(from, stored -> {
                    byte[] key = open.remove(stored.entry().key());
                    if (key != null) {
                        recorded.add(key);
                    }
                    return !open.isEmpty();
                });
            } catch (JournalCorruptException e) {
                throw new IOException("whether the events of idempotency keys are recorded cannot be read", e);
            }
        }
        file.write(() -> {
            for (byte[] key : recorded) {
                file.update("UPDATE keys SET recorded = 1 WHERE key = ?", (Object) key);
            }
            for (byte[] key : open.values()) {
                count -= file.update("DELETE FROM keys WHERE key = ?", (Object) key);
            }
        });
        log.info(
                "idempotency keys that a stop left open: {} recorded, {} not recorded, {} unknown for the journal begins"
                        + " behind them",
                recorded.size(),
                open.size(),
                unknown);
    }

    /// What is known of a key; null for a new one, and one that is older than 24 hours.
    synchronized @Nullable Known find(byte[] key) throws IOException {
        List<Known> found = file.query(
                "SELECT body, ids, sequence, recorded FROM keys WHERE key = ? AND at > ?",
                row -> new Known(row.getBytes(1), ids(row.getBytes(2)), row.getLong(3), row.getInt(4) == 1),
                key,
                oldest());
        return found.isEmpty() ? null : found.getFirst();
    }

    /// Reserves ids for the events of a key that is not known. Durable on return.
    /// @param sequence the journal's end, before they go there
    /// @return false: there are as many keys as are kept
    synchronized boolean reserve(byte[] key, byte[] body, List<UUID> ids, long sequence) throws IOException {
        long now = clock.instant().toEpochMilli();
        int[] change = new int[1];
        boolean[] reserved = new boolean[1];
        file.write(() -> {
            change[0] = -file.update("DELETE FROM keys WHERE key = ?", (Object) key);
            change[0] -= file.update(
                    "DELETE FROM keys WHERE key IN (SELECT key FROM keys WHERE at <= ? LIMIT 100)", oldest());
            if (count + change[0] < most) {
                change[0] +=
                        file.update("INSERT INTO keys VALUES (?, ?, ?, ?, 0, ?)", key, body, bytes(ids), sequence, now);
                reserved[0] = true;
            }
        });
        count += change[0];
        return reserved[0];
    }

    /// The events of a key are durable in the journal.
    synchronized void recorded(byte[] key) throws IOException {
        file.update("UPDATE keys SET recorded = 1 WHERE key = ?", (Object) key);
    }

    /// The events of a key are not recorded.
    synchronized void forget(byte[] key) throws IOException {
        count -= file.update("DELETE FROM keys WHERE key = ?", (Object) key);
    }

    private long oldest() {
        Instant now = clock.instant();
        return now.minus(KEPT).toEpochMilli();
    }

    private static byte[] bytes(List<UUID> ids) {
        ByteBuffer bytes = ByteBuffer.allocate(ids.size() * ID);
        ids.forEach(id -> bytes.putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits()));
        return bytes.array();
    }

    private static List<UUID> ids(byte[] bytes) {
        ByteBuffer from = ByteBuffer.wrap(bytes);
        List<UUID> ids = new ArrayList<>(bytes.length / ID);
        while (from.remaining() >= ID) {
            ids.add(new UUID(from.getLong(), from.getLong()));
        }
        return ids;
    }

    @Override
    public synchronized void close() throws IOException {
        file.close();
    }
}
