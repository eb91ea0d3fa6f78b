package io.chirograph.gateway.tenancy;

import io.chirograph.support.sqlite.SqliteFile;
import java.io.IOException;
import java.io.UncheckedIOException;
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

/// The owners of objects at providers: the creating tenant by provider and id, in `kept.db`.
/// What [#remember] was given is on the disk when it returns; those who wait at the same time share one
/// commit. An id belongs to the first tenant that it was remembered for, until it is forgotten. Bounded:
/// beyond so many ids the oldest of the tenant that has most are forgotten, which makes them nobody's. Safe
/// for many threads.
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

    private final Queue<Change> waiting = new ConcurrentLinkedQueue<>();
    private final SqliteFile file;
    private final long most;
    private final Map<String, IdFilter> filters = new ConcurrentHashMap<>();
    private volatile Map<Holder, Long> counts = Map.of();

    private record Holder(String provider, String tenant) {}

    private record Row(String id, String tenant) {}

    private enum Kind {
        ADD,
        TAKE,
        FORGET
    }

    private ResourceOwnershipStore(SqliteFile file, long most) throws IOException {
        this.file = file;
        this.most = most;
        Map<Holder, Long> found = new HashMap<>();
        file.each(
                "SELECT provider, tenant, count(*) FROM kept GROUP BY provider, tenant",
                row -> found.put(new Holder(row.getString(1), row.getString(2)), row.getLong(3)));
        counts = found;
        for (Holder holder : found.keySet()) {
            if (!filters.containsKey(holder.provider())) {
                filters.put(holder.provider(), filter(holder.provider()));
            }
        }
    }

    public static ResourceOwnershipStore open(Path dataDirectory) throws IOException {
        return open(dataDirectory, MOST);
    }

    static ResourceOwnershipStore open(Path dataDirectory, long most) throws IOException {
        return new ResourceOwnershipStore(SqliteFile.open(dataDirectory.resolve(FILE), SCHEMA), most);
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
    @Nullable
    IdScan scan(String provider, String tenant) {
        IdFilter filter = hasOthers(provider, tenant) ? filters.get(provider) : null;
        return filter == null ? null : new IdScan(filter, id -> isOthers(provider, tenant, id));
    }

    private synchronized boolean isOthers(String provider, String tenant, String id) {
        try {
            boolean isOthers = false;
            for (Row row : file.query(
                    "SELECT id, tenant FROM kept WHERE provider = ? AND id = ? COLLATE NOCASE",
                    row -> new Row(row.getString(1), row.getString(2)),
                    provider,
                    cut(id))) {
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
    boolean hasOthers(String provider, String tenant) {
        return counts.keySet().stream()
                .anyMatch(holder ->
                        holder.provider().equals(provider) && !holder.tenant().equals(tenant));
    }

    /// Whose it is; null where it was not made here.
    synchronized @Nullable String tenant(String provider, String id) throws IOException {
        return owner(provider, cut(id));
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
                filtered(provider, cut(id));
                file.update("INSERT INTO kept (provider, id, tenant) VALUES (?, ?, ?)", provider, cut(id), tenant);
                after.merge(change.holder, 1L, Long::sum);
            }
        }
    }

    /// More than what is over the bound, so that not every change at the bound walks the table.
    private void forgetOldest(Map<Holder, Long> after) throws IOException {
        long over = after.values().stream().mapToLong(Long::longValue).sum() - most;
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

    private static String cut(String id) {
        return id.length() <= LONGEST ? id : id.substring(0, LONGEST);
    }

    @Override
    public synchronized void close() throws IOException {
        file.close();
    }

    /// What somebody waits for.
    /// @param end why it failed; empty for all of it is on the disk
    private record Change(Holder holder, List<String> ids, Kind kind, CompletableFuture<Optional<IOException>> end) {}
}
