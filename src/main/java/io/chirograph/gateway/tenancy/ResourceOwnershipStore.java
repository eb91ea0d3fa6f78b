package io.chirograph.gateway.tenancy;

import io.chirograph.state.State;
import io.chirograph.support.digest.Sha256;
import io.chirograph.support.sqlite.SqliteFile;
import io.chirograph.support.tables.Tables;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/// The owners of objects at providers: the creating tenant by provider and id, in `kept.db` or in the shared state.
/// What [#remember] was given is on the disk when it returns; those who wait at the same time share one
/// commit. An id belongs to the first tenant that it was remembered for, until it is forgotten. Bounded:
/// beyond so many ids the oldest of the tenant that has most are forgotten, which makes them nobody's. Safe
/// for many threads.
///
/// Where processes share it, what others added is read before each scan: numbers follow the order of commits, so that
/// nothing is missed. How much a tenant has is then known about, and exactly where the bound is reached.
public final class ResourceOwnershipStore implements AutoCloseable {
    static final String FILE = "kept.db";
    private static final long MOST = 5_000_000;
    private static final SqliteFile.Schema SCHEMA = new SqliteFile.Schema(
            1,
            List.of(
                    "CREATE TABLE IF NOT EXISTS kept (number INTEGER PRIMARY KEY, provider TEXT NOT NULL,"
                            + " id TEXT NOT NULL, tenant TEXT NOT NULL, UNIQUE (provider, id)) STRICT",
                    // whoever reads an id carelessly may fold its case
                    "CREATE INDEX IF NOT EXISTS kept_folded ON kept (provider, id COLLATE NOCASE)"));
    private static final int LONGEST = 1024;
    private static final int PAGE = 10_000;

    private final Queue<Change> waiting = new ConcurrentLinkedQueue<>();
    private final Tables file;
    private final long most;
    private final Map<String, IdFilter> filters = new ConcurrentHashMap<>();
    private volatile Map<Holder, Long> counts = Map.of();

    /// The newest row that counts and filters know of; of a shared state alone.
    private volatile long seen;

    private record Holder(String provider, String tenant) {}

    private record Row(String id, String tenant) {}

    private record Added(long number, Holder holder, String id) {}

    private enum Kind {
        ADD,
        TAKE,
        FORGET
    }

    private ResourceOwnershipStore(Tables file, long most) throws IOException {
        this.file = file;
        this.most = most;
        seen = file.query("SELECT coalesce(max(number), 0) FROM kept", row -> row.getLong(1))
                .getFirst();
        Map<Holder, Long> found = counted();
        counts = found;
        for (Holder holder : found.keySet()) {
            if (!filters.containsKey(holder.provider())) {
                filters.put(holder.provider(), filter(holder.provider()));
            }
        }
    }

    private Map<Holder, Long> counted() throws IOException {
        Map<Holder, Long> found = new HashMap<>();
        file.each(
                "SELECT provider, tenant, count(*) FROM kept GROUP BY provider, tenant",
                row -> found.put(new Holder(row.getString(1), row.getString(2)), row.getLong(3)));
        return found;
    }

    public static ResourceOwnershipStore open(Path dataDirectory) throws IOException {
        return open(State.files(dataDirectory), MOST);
    }

    public static ResourceOwnershipStore open(State state) throws IOException {
        return open(state, MOST);
    }

    static ResourceOwnershipStore open(State state, long most) throws IOException {
        return new ResourceOwnershipStore(state.tables(FILE, SCHEMA), most);
    }

    /// A filter of all ids at a provider, with room for as many again.
    private IdFilter filter(String provider) throws IOException {
        long count = file.query("SELECT count(*) FROM kept WHERE provider = ?", row -> row.getLong(1), provider)
                .getFirst();
        IdFilter filter = new IdFilter(2 * count);
        file.each(
                "SELECT id FROM kept WHERE provider = ?",
                row -> {
                    filter.add(row.getString(1));
                    return filter;
                },
                provider);
        return filter;
    }

    /// Before the commit that makes it known: what is in the filter and not in the table costs a look-up.
    private void filtered(String provider, String id) throws IOException {
        IdFilter filter = filters.get(provider);
        if (filter == null || filter.isFull()) {
            filter = filter(provider);
            filters.put(provider, filter);
        }
        filter.add(id);
    }

    /// Looks for ids that are another tenant's, in any case of their letters; null where no other tenant has
    /// anything at the provider. An id that is the tenant's own letter by letter is none of them.
    /// @throws UncheckedIOException what others added cannot be read
    @Nullable
    IdScan scan(String provider, String tenant) {
        IdFilter filter = hasOthers(provider, tenant) ? filters.get(provider) : null;
        return filter == null ? null : new IdScan(filter, id -> isOthers(provider, tenant, id));
    }

    private boolean isOthers(String provider, String tenant, String id) {
        try {
            boolean isOthers = false;
            String same = file.isShared() ? "lower(id) = ?" : "id = ? COLLATE NOCASE";
            for (Row row : file.query(
                    "SELECT id, tenant FROM kept WHERE provider = ? AND " + same,
                    row -> new Row(row.getString(1), row.getString(2)),
                    provider,
                    file.isShared() ? folded(cut(id)) : cut(id))) {
                boolean isOwn = row.tenant().equals(tenant);
                if (row.id().equals(id)) {
                    return !isOwn;
                }
                isOthers |= !isOwn;
            }
            return isOthers;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Whether a tenant other than this one has anything at a provider.
    /// @throws UncheckedIOException what others added cannot be read
    boolean hasOthers(String provider, String tenant) {
        catchUp();
        return counts.keySet().stream()
                .anyMatch(holder ->
                        holder.provider().equals(provider) && !holder.tenant().equals(tenant));
    }

    /// Whose it is; null where it was not made here.
    @Nullable
    String tenant(String provider, String id) throws IOException {
        return owner(provider, cut(id));
    }

    /// Takes notice of what other processes, and this one, have added.
    private void catchUp() {
        try {
            readAdded();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void readAdded() throws IOException {
        boolean isMore = file.isShared();
        while (isMore) {
            List<Added> added = file.query(
                    "SELECT number, provider, tenant, id FROM kept WHERE number > ? ORDER BY number LIMIT " + PAGE,
                    row -> new Added(row.getLong(1), new Holder(row.getString(2), row.getString(3)), row.getString(4)),
                    seen);
            take(added);
            isMore = added.size() == PAGE;
        }
    }

    private void take(List<Added> added) throws IOException {
        if (added.isEmpty()) {
            return;
        }
        synchronized (this) {
            Map<Holder, Long> after = new HashMap<>(counts);
            for (Added one : added) {
                if (one.number > seen) {
                    filtered(one.holder.provider(), one.id);
                    after.merge(one.holder, 1L, Long::sum);
                }
            }
            counts = after;
            seen = Math.max(seen, added.getLast().number);
        }
    }

    private @Nullable String owner(String provider, String id) throws IOException {
        return file
                .query("SELECT tenant FROM kept WHERE provider = ? AND id = ?", row -> row.getString(1), provider, id)
                .stream()
                .findFirst()
                .orElse(null);
    }

    /// Remembers whose these are, unless they are somebody's already.
    void remember(String provider, String tenant, Collection<String> ids) throws IOException {
        change(new Holder(provider, tenant), ids, Kind.ADD);
    }

    /// Remembers whose these are, whoever had something of these ids before.
    void take(String provider, String tenant, Collection<String> ids) throws IOException {
        change(new Holder(provider, tenant), ids, Kind.TAKE);
    }

    /// The tenant's thing of this id is no more.
    void forget(String provider, String tenant, String id) throws IOException {
        change(new Holder(provider, tenant), List.of(id), Kind.FORGET);
    }

    /// While one commits, others only add to what the next one commits for all of them.
    private void change(Holder holder, Collection<String> ids, Kind kind) throws IOException {
        var change = new Change(holder, List.copyOf(ids), kind, new CompletableFuture<>());
        waiting.add(change);
        commitWaiting();
        IOException failure = change.end.join().orElse(null);
        if (failure != null) {
            throw new IOException("whose an id is could not be kept: " + failure.getMessage(), failure);
        }
    }

    private synchronized void commitWaiting() {
        List<Change> changes = new ArrayList<>();
        for (Change next = waiting.poll(); next != null; next = waiting.poll()) {
            changes.add(next);
        }
        if (changes.isEmpty()) {
            return;
        }
        var failure = Optional.of(new IOException("the commit broke off"));
        try {
            readAdded();
            Map<Holder, Long> after = new HashMap<>(counts);
            file.write(() -> {
                for (Change change : changes) {
                    apply(change, after);
                }
                forgetOldest(after);
            });
            after.values().removeIf(count -> count <= 0);
            counts = after;
            failure = Optional.empty();
        } catch (IOException e) {
            failure = Optional.of(e);
        } finally {
            for (Change change : changes) {
                change.end.complete(failure);
            }
        }
    }

    private void apply(Change change, Map<Holder, Long> after) throws IOException {
        String provider = change.holder.provider();
        for (String id : change.ids) {
            String former = owner(provider, cut(id));
            boolean isOwn = change.holder.tenant().equals(former);
            boolean removes = former != null && (isOwn ? change.kind == Kind.FORGET : change.kind == Kind.TAKE);
            if (former != null && removes) {
                file.update("DELETE FROM kept WHERE provider = ? AND id = ?", provider, cut(id));
                after.merge(new Holder(provider, former), -1L, Long::sum);
            }
            if (change.kind != Kind.FORGET && (former == null || removes)) {
                String tenant = change.holder.tenant();
                if (!file.isShared()) {
                    filtered(provider, cut(id));
                    after.merge(change.holder, 1L, Long::sum);
                }
                file.update("INSERT INTO kept (provider, id, tenant) VALUES (?, ?, ?)", provider, cut(id), tenant);
            }
        }
    }

    /// More than what is over the bound, so that not every change at the bound walks the table.
    private void forgetOldest(Map<Holder, Long> after) throws IOException {
        long over = over(after);
        if (over > 0 && file.isShared()) {
            after.clear();
            after.putAll(counted());
            over = over(after);
        }
        if (over <= 0) {
            return;
        }
        Holder largest = after.entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .orElseThrow()
                .getKey();
        int deleted = file.update(
                "DELETE FROM kept WHERE number IN"
                        + " (SELECT number FROM kept WHERE provider = ? AND tenant = ? ORDER BY number LIMIT ?)",
                largest.provider(),
                largest.tenant(),
                over + most / 100);
        after.merge(largest, (long) -deleted, Long::sum);
    }

    private long over(Map<Holder, Long> held) {
        return held.values().stream().mapToLong(Long::longValue).sum() - most;
    }

    /// An index of the database takes no text of more than 2,700 bytes.
    private String cut(String id) {
        if (id.length() <= LONGEST && !(file.isShared() && id.length() > LONGEST / 3)) {
            return id;
        }
        byte[] bytes = id.getBytes(StandardCharsets.UTF_8);
        return file.isShared() && bytes.length > LONGEST
                ? "sha256:" + Sha256.hex(bytes)
                : id.substring(0, Math.min(LONGEST, id.length()));
    }

    /// As the database's `lower`, which folds ASCII alone.
    private static String folded(String id) {
        StringBuilder folded = new StringBuilder(id);
        for (int i = 0; i < folded.length(); i++) {
            char c = folded.charAt(i);
            if (c >= 'A' && c <= 'Z') {
                folded.setCharAt(i, (char) (c + 32));
            }
        }
        return folded.toString();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    /// What somebody waits for.
    /// @param end why it failed; empty for all of it is on the disk
    private record Change(Holder holder, List<String> ids, Kind kind, CompletableFuture<Optional<IOException>> end) {}
}
