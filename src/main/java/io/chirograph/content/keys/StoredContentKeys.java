package io.chirograph.content.keys;

import io.chirograph.content.keys.KeyObserver.Kind;
import io.chirograph.content.keys.KeyTable.Row;
import io.chirograph.state.State;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Keys of tenants and subjects, in one SQLite file of mode 0600 or in the shared state. Thread-safe.
///
/// Keys that were asked for lately are answered from memory; one that is being destroyed leaves it first, and whoever
/// asks meanwhile waits until it is gone. A key is told of before it is answered for the first time.
public final class StoredContentKeys implements ErasableKeys, AutoCloseable {
    /// The file's name in the data directory.
    public static final String FILE = KeyTable.FILE;

    private static final int REMEMBERED = 4096;
    private static final int LONGEST_NAME = 4096;
    private static final long PATIENCE_SECONDS = 10;

    private final KeyTable table;
    private final KeyObserver observer;
    private final Clock clock;

    /// Its own lock is held for a look-up alone; never waited for the table's while it is held.
    private final ReentrantLock turn = new ReentrantLock(true);
    private final Map<Name, Row> remembered = new LinkedHashMap<>(16, 0.75F, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Name, Row> eldest) {
            return size() > REMEMBERED;
        }
    };

    /// Moves whenever what is remembered may be wrong.
    private long age;

    private volatile @Nullable String failure;

    private StoredContentKeys(KeyTable table, KeyObserver observer, Clock clock) {
        this.table = table;
        this.observer = observer;
        this.clock = clock;
    }

    private record Name(Kind kind, String tenant, String subject) {}

    /// Opens the store of a data directory, and makes it where there is none.
    /// @throws IOException it cannot be read, or is a copy that was put in its place
    public static StoredContentKeys open(Path directory, KeyObserver observer, Clock clock) throws IOException {
        return open(State.files(directory), observer, clock);
    }

    /// As above, wherever state is.
    public static StoredContentKeys open(State state, KeyObserver observer, Clock clock) throws IOException {
        KeyTable table = KeyTable.open(state);
        boolean isStore = false;
        try {
            if (table.life().isPresent()) {
                throw new IOException(state.directory().resolve(FILE)
                        + " is a copy; move it away and take it back with `chirograph content-keys restore`");
            }
            isStore = true;
            return new StoredContentKeys(table, observer, clock);
        } finally {
            if (!isStore) {
                table.close();
            }
        }
    }

    @Override
    public TenantKey tenant(String tenant) throws IOException {
        Row row = key(new Name(Kind.TENANT, tenant, ""));
        return new TenantKey(row.id(), row.key());
    }

    @Override
    public SubjectKey subject(String tenant, String subject) throws IOException {
        return key(new Name(Kind.SUBJECT, tenant, subject)).subject();
    }

    private Row key(Name name) throws IOException {
        Row known = remembered(name);
        if (known != null) {
            return known;
        }
        try {
            Row row = inTurn(name);
            failure = null;
            return row;
        } catch (IOException e) {
            failure = String.valueOf(e.getMessage());
            throw e;
        }
    }

    @Override
    public Optional<String> failure() {
        return Optional.ofNullable(failure);
    }

    /// Nobody waits for all who wait for the file before it.
    private Row inTurn(Name name) throws IOException {
        boolean isMine = false;
        try {
            isMine = turn.tryLock(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (!isMine) {
                throw new IOException("the key store has given no key for " + PATIENCE_SECONDS + " s");
            }
            return made(name);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for the key store", e);
        } finally {
            if (isMine) {
                turn.unlock();
            }
        }
    }

    private synchronized Row made(Name name) throws IOException {
        if (name.tenant().length() + name.subject().length() > LONGEST_NAME) {
            throw new IOException("the name of a tenant's subject is longer than " + LONGEST_NAME + " characters");
        }
        Row row = remembered(name);
        if (row == null) {
            long before;
            synchronized (remembered) {
                before = age;
            }
            row = table.make(name.kind(), name.tenant(), name.subject(), clock.instant());
            if (!row.told()) {
                observer.made(row.kind(), row.id(), KeyedDigests.commitment(row.id(), row.key()));
                table.told(row.id());
            }
            synchronized (remembered) {
                if (age == before) {
                    remembered.put(name, row);
                }
            }
        }
        return row;
    }

    private @Nullable Row remembered(Name name) {
        synchronized (remembered) {
            return remembered.get(name);
        }
    }

    /// Another process may have destroyed a key.
    public void forget() {
        synchronized (remembered) {
            age++;
            remembered.clear();
        }
    }

    @Override
    public synchronized Optional<SubjectKey> find(String id) throws IOException {
        return table.byId(id).filter(row -> row.kind() == Kind.SUBJECT).map(Row::subject);
    }

    @Override
    public synchronized List<SubjectKey> present(String tenant, String subject) throws IOException {
        return table.named(Kind.SUBJECT, tenant, subject).stream()
                .map(Row::subject)
                .toList();
    }

    @Override
    public synchronized Optional<TenantKey> tenantKey(String id) throws IOException {
        return table.byId(id).filter(row -> row.kind() == Kind.TENANT).map(row -> new TenantKey(row.id(), row.key()));
    }

    @Override
    public synchronized boolean destroy(String tenant, String subject) throws IOException {
        return destroy(present(tenant, subject).stream().map(SubjectKey::id).toList());
    }

    @Override
    public synchronized boolean destroy(String id) throws IOException {
        return destroy(List.of(id));
    }

    private boolean destroy(List<String> ids) throws IOException {
        synchronized (remembered) {
            remembered.values().removeIf(row -> ids.contains(row.id()));
        }
        return table.destroy(ids, clock.instant()) > 0;
    }

    @Override
    public synchronized Optional<Instant> destroyed(String id) throws IOException {
        return table.destroyed(id);
    }

    @Override
    public synchronized List<Listed> list(String after, int most) throws IOException {
        return table.list(after, most);
    }

    @Override
    public synchronized void close() throws IOException {
        synchronized (remembered) {
            remembered.clear();
        }
        table.close();
    }
}
