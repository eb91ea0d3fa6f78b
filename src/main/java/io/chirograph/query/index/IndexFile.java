package io.chirograph.query.index;

import io.chirograph.query.index.sql.Dialect;
import io.chirograph.query.index.sql.IndexConnection;
import io.chirograph.query.index.sql.Sql;
import io.chirograph.query.index.sql.SqliteDialect;
import io.chirograph.support.disk.LockFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;
import org.sqlite.SQLiteConfig;

/// The index's file: written without forcing, thrown away when it is damaged or of another schema.
///
/// ```
/// <directory>/lock       held by the one process that writes
/// <directory>/index.db   SQLite, write-ahead logging
/// ```
public final class IndexFile extends IndexStore {
    private static final int BUSY_MILLIS = 10_000;

    /// What a step changes is written once where it fits; it is taken while a step lasts.
    private static final int WRITER_CACHE_KIB = 64 * 1024;

    private final Path file;
    private final LockFile lock;
    private final int itemsOfVolume;
    private final ReentrantReadWriteLock files = new ReentrantReadWriteLock();

    private IndexFile(Path file, LockFile lock, int itemsOfVolume) {
        this.file = file;
        this.lock = lock;
        this.itemsOfVolume = itemsOfVolume;
    }

    /// Takes the index for this process and makes sure that it can be used.
    /// @throws IndexInUseException another process writes it
    public static IndexFile open(Path directory) throws IOException, SQLException {
        return open(directory, TextVolume.ITEMS);
    }

    /// The same.
    /// @param itemsOfVolume how many items a volume of the full text has
    static IndexFile open(Path directory, int itemsOfVolume) throws IOException, SQLException {
        Files.createDirectories(directory);
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
        IndexFile index = new IndexFile(directory.resolve("index.db"), lock(directory), itemsOfVolume);
        try {
            if (!index.usable()) {
                index.delete();
                index.create();
            }
            return index;
        } catch (IOException | SQLException | RuntimeException e) {
            index.close();
            throw e;
        }
    }

    /// Throws everything away and begins again, once nobody reads.
    @Override
    public void reset() throws IOException, SQLException {
        files.writeLock().lock();
        try {
            delete();
            create();
        } finally {
            files.writeLock().unlock();
        }
    }

    @Override
    public <T> T read(Question<T> question) throws SQLException {
        files.readLock().lock();
        try {
            return super.read(question);
        } finally {
            files.readLock().unlock();
        }
    }

    @Override
    protected Dialect dialect() {
        return SqliteDialect.SQLITE;
    }

    @Override
    protected IndexConnection writer() throws SQLException {
        IndexConnection connection = connect(config -> {
            config.setSynchronous(SQLiteConfig.SynchronousMode.OFF);
            config.setJournalMode(SQLiteConfig.JournalMode.WAL);
            config.setCacheSize(-WRITER_CACHE_KIB);
            config.setGetGeneratedKeys(false); // else each insertion is followed by a question for its key
        });
        connection.connection().setAutoCommit(false);
        return connection;
    }

    @Override
    protected IndexConnection reader() throws SQLException {
        return connect(config -> config.setReadOnly(true));
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }

    private static LockFile lock(Path directory) throws IOException {
        LockFile lock = LockFile.take(directory.resolve("lock"));
        if (lock == null) {
            throw new IndexInUseException("The index in " + directory + " is in use by a running process");
        }
        return lock;
    }

    private boolean usable() {
        if (!Files.exists(file)) {
            return false;
        }
        try (IndexConnection connection = reader()) {
            return new Sql("PRAGMA user_version").number(connection) == IndexSchema.VERSION;
        } catch (SQLException unreadable) {
            return false;
        }
    }

    private void create() throws SQLException {
        try (IndexConnection connection = writer()) {
            for (String sql : IndexSchema.STATEMENTS) {
                new Sql(sql).update(connection);
            }
            new Sql("INSERT INTO volume (number, begins, items, most) VALUES (1, 0, 0, ?)", itemsOfVolume)
                    .update(connection);
            new Sql("PRAGMA user_version = " + IndexSchema.VERSION).update(connection);
            connection.commit();
        }
    }

    private void delete() throws IOException {
        for (String suffix : new String[] {"", "-wal", "-shm", "-journal"}) {
            Files.deleteIfExists(file.resolveSibling(file.getFileName() + suffix));
        }
    }

    private IndexConnection connect(Consumer<SQLiteConfig> settings) throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setBusyTimeout(BUSY_MILLIS);
        settings.accept(config);
        return new IndexConnection(config.createConnection("jdbc:sqlite:" + file), SqliteDialect.SQLITE);
    }
}
