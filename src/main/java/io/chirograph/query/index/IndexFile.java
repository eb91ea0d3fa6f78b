package io.chirograph.query.index;

import io.chirograph.support.disk.LockFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteConfig;

/// The index's file: written without forcing, thrown away when it is damaged or of another schema.
///
/// ```
/// <directory>/lock       held by the one process that writes
/// <directory>/index.db   SQLite, write-ahead logging
/// ```
public final class IndexFile implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(IndexFile.class);
    private static final int BUSY_MILLIS = 10_000;

    /// What a step changes is written once where it fits; it is taken while a step lasts.
    private static final int WRITER_CACHE_KIB = 64 * 1024;

    private final Path file;
    private final LockFile lock;
    private final int itemsOfVolume;
    private final ReentrantReadWriteLock files = new ReentrantReadWriteLock();
    private volatile @Nullable String damage;

    private IndexFile(Path file, LockFile lock, int itemsOfVolume) {
        this.file = file;
        this.lock = lock;
        this.itemsOfVolume = itemsOfVolume;
    }

    /// A question put to the index over one connection.
    @FunctionalInterface
    public interface Question<T> {
        T ask(Connection connection) throws SQLException;
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

    /// Throws everything away and begins again, once nobody reads; no connection that writes may be open.
    public void reset() throws IOException, SQLException {
        files.writeLock().lock();
        try {
            delete();
            create();
        } finally {
            files.writeLock().unlock();
        }
    }

    /// Why nothing is to be shown until everything is built again; null while the index is whole.
    @Nullable
    String damage() {
        return damage;
    }

    /// Says that what the file holds is not what was indexed.
    void damaged(String why) {
        if (damage == null) {
            damage = why;
            LOG.error("The index is damaged and is built again from the archive: {}", why);
        }
    }

    /// Everything that is published was indexed again.
    void repaired() {
        damage = null;
    }

    /// Reads over a connection of its own. What turns out to be damaged is not answered, now and until it is built
    /// again.
    /// @throws IndexDamagedException the index is damaged, or being built again
    public <T> T read(Question<T> question) throws SQLException {
        files.readLock().lock();
        try {
            String why = damage;
            if (why != null) {
                throw new IndexDamagedException(why);
            }
            return ask(question);
        } finally {
            files.readLock().unlock();
        }
    }

    private <T> T ask(Question<T> question) throws SQLException {
        try (Connection connection = reader()) {
            return question.ask(connection);
        } catch (SQLException e) {
            if (IndexDamagedException.is(e)) {
                damaged(String.valueOf(e.getMessage()));
                throw new IndexDamagedException(String.valueOf(e.getMessage()), e);
            }
            throw e;
        }
    }

    /// A connection that may write. There is one writer at a time.
    Connection writer() throws SQLException {
        Connection connection = connect(config -> {
            config.setSynchronous(SQLiteConfig.SynchronousMode.OFF);
            config.setJournalMode(SQLiteConfig.JournalMode.WAL);
            config.setCacheSize(-WRITER_CACHE_KIB);
            config.setGetGeneratedKeys(false); // else each insertion is followed by a question for its key
        });
        connection.setAutoCommit(false);
        return connection;
    }

    /// A connection that only reads. Cheap enough for one request.
    Connection reader() throws SQLException {
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
        try (Connection connection = reader()) {
            return new Sql("PRAGMA user_version").number(connection) == IndexSchema.VERSION;
        } catch (SQLException unreadable) {
            return false;
        }
    }

    private void create() throws SQLException {
        try (Connection connection = writer()) {
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

    private Connection connect(Consumer<SQLiteConfig> settings) throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setBusyTimeout(BUSY_MILLIS);
        settings.accept(config);
        return config.createConnection("jdbc:sqlite:" + file);
    }
}
