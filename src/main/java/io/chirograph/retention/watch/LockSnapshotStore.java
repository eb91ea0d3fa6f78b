package io.chirograph.retention.watch;

import io.chirograph.archive.LockMode;
import io.chirograph.archive.ObjectLock;
import io.chirograph.monitor.ObjectObserver.Observation;
import io.chirograph.support.sqlite.SqliteFile;
import io.chirograph.support.tables.Tables;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteConfig;

/// What was seen of every object's lock when it was last looked at, and the changes that nothing explains yet:
/// `retention/seen.db` in the data directory, some hundred bytes for each version of an object in the archives.
///
/// What is not committed never happened. A file that is damaged is thrown away: then holds count as new again,
/// which is the loud side. One thread at a time.
public final class LockSnapshotStore implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LockSnapshotStore.class);
    private static final SqliteFile.Schema SCHEMA = new SqliteFile.Schema(1, List.of("""
        CREATE TABLE IF NOT EXISTS seen (archive TEXT, key TEXT, version TEXT, mode TEXT, until INTEGER,
            held INTEGER, stamp INTEGER, PRIMARY KEY (archive, key, version)) WITHOUT ROWID
        """, """
        CREATE TABLE IF NOT EXISTS unmatched (archive TEXT, key TEXT, version TEXT, kind TEXT, before INTEGER,
            after INTEGER, PRIMARY KEY (archive, key, version, kind)) WITHOUT ROWID
        """));

    private final SqliteFile file;

    private LockSnapshotStore(SqliteFile file) {
        this.file = file;
    }

    /// How an object was locked.
    /// @param until null where it had no date
    record Seen(LockMode mode, @Nullable Instant until, boolean held) {
        static Seen of(@Nullable ObjectLock lock) {
            return lock == null
                    ? new Seen(LockMode.NONE, null, false)
                    : new Seen(lock.mode(), lock.retainUntil(), lock.legalHold());
        }
    }

    public static LockSnapshotStore open(Path dataDirectory) throws IOException {
        Path file = dataDirectory.resolve("retention").resolve("seen.db");
        SQLiteConfig config = new SQLiteConfig();
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setCacheSize(-4096);
        try {
            return new LockSnapshotStore(SqliteFile.open(file, SCHEMA, config));
        } catch (IOException e) {
            LOG.warn("{} cannot be used and is begun anew: {}", file, e.getMessage());
            for (String suffix : new String[] {"", "-wal", "-shm"}) {
                Files.deleteIfExists(file.resolveSibling(file.getFileName() + suffix));
            }
            return new LockSnapshotStore(SqliteFile.open(file, SCHEMA, config));
        }
    }

    /// All of what `work` changes or, when anything fails, nothing.
    void write(Tables.Work<Exception> work) throws Exception {
        file.write(work);
    }

    Optional<Seen> find(Observation object) throws IOException {
        return file
                .query(
                        "SELECT mode, until, held FROM seen WHERE archive = ? AND key = ? AND version = ?",
                        row -> new Seen(LockMode.valueOf(row.getString(1)), instant(row, 2), row.getBoolean(3)),
                        object.archive(),
                        object.key(),
                        version(object))
                .stream()
                .findFirst();
    }

    void put(Observation object, Instant when) throws IOException {
        Seen seen = Seen.of(object.lock());
        file.update(
                "INSERT OR REPLACE INTO seen VALUES (?, ?, ?, ?, ?, ?, ?)",
                object.archive(),
                object.key(),
                version(object),
                seen.mode().name(),
                millis(seen.until()),
                seen.held(),
                when.toEpochMilli());
    }

    /// Held objects of an archive that were not seen since, as they were seen last.
    List<Observation> heldBefore(String archive, Instant when) throws IOException {
        return file.query(
                "SELECT key, version FROM seen WHERE archive = ? AND stamp < ? AND held = 1",
                row -> new Observation(archive, row.getString(1), row.getString(2), 0, null),
                archive,
                when.toEpochMilli());
    }

    /// Forgets what was not seen since.
    void forgetBefore(String archive, Instant when) throws IOException {
        file.update("DELETE FROM seen WHERE archive = ? AND stamp < ?", archive, when.toEpochMilli());
    }

    /// Changes that nothing explains, up to `max`.
    List<LockChange> unmatched(int max) throws IOException {
        return file.query(
                "SELECT archive, key, version, kind, before, after FROM unmatched LIMIT ?",
                row -> new LockChange(
                        LockChange.Kind.valueOf(row.getString(4)),
                        row.getString(1),
                        row.getString(2),
                        row.getString(3),
                        instant(row, 5),
                        instant(row, 6)),
                max);
    }

    long countUnmatched() throws IOException {
        return file.query("SELECT count(*) FROM unmatched", row -> row.getLong(1))
                .getFirst();
    }

    void addUnmatched(LockChange change) throws IOException {
        file.update(
                "INSERT OR REPLACE INTO unmatched VALUES (?, ?, ?, ?, ?, ?)",
                change.archive(),
                change.key(),
                change.version(),
                change.kind().name(),
                millis(change.before()),
                millis(change.after()));
    }

    void removeUnmatched(LockChange change) throws IOException {
        file.update(
                "DELETE FROM unmatched WHERE archive = ? AND key = ? AND version = ? AND kind = ?",
                change.archive(),
                change.key(),
                change.version(),
                change.kind().name());
    }

    /// An object is locked for at least as long again as before it was shortened.
    void restored(LockChange later) throws IOException {
        file.update(
                "DELETE FROM unmatched WHERE archive = ? AND key = ? AND version = ? AND kind = 'SHORTER'"
                        + " AND before <= ?",
                later.archive(),
                later.key(),
                later.version(),
                millis(later.after()));
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    static String version(Observation object) {
        return object.version() == null ? "" : object.version();
    }

    private static @Nullable Long millis(@Nullable Instant value) {
        return value == null ? null : value.toEpochMilli();
    }

    private static @Nullable Instant instant(ResultSet row, int at) throws SQLException {
        long millis = row.getLong(at);
        return row.wasNull() ? null : Instant.ofEpochMilli(millis);
    }
}
