package io.chirograph.exporter;

import io.chirograph.archive.Archive;
import io.chirograph.archive.ArchiveConflictException;
import io.chirograph.archive.ArchiveDescription;
import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.archive.LockMode;
import io.chirograph.archive.ObjectLock;
import io.chirograph.archive.ObjectTooLargeException;
import io.chirograph.archive.ObjectVersion;
import io.chirograph.archive.PutResult;
import io.chirograph.archive.Retention;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/// A versioned store in memory, with a place for faults: before and after each request.
public class MemoryArchive implements Archive {
    /// What happens around a request; the n-th has the number n.
    interface Fault {
        void before(int request, String what) throws ArchiveUnavailableException;

        void after(int request, String what) throws ArchiveUnavailableException;
    }

    final NavigableMap<String, List<byte[]>> objects = new ConcurrentSkipListMap<>();
    final List<String> puts = new ArrayList<>();
    private @Nullable Fault fault;
    private int requests;

    void fault(@Nullable Fault next) {
        fault = next;
        requests = 0;
    }

    int requests() {
        return requests;
    }

    /// Writes past the contract, as somebody else with access could.
    void write(String key, byte[] bytes) {
        objects.computeIfAbsent(key, k -> new ArrayList<>()).add(bytes);
    }

    byte[] bytes(String key) {
        return stored(key).getLast();
    }

    /// The versions of a key, to be changed as its owner could.
    List<byte[]> stored(String key) {
        return Objects.requireNonNull(objects.get(key), key);
    }

    List<String> keys(String part) {
        return objects.keySet().stream().filter(key -> key.contains(part)).toList();
    }

    private interface Request<T> {
        T run() throws ArchiveUnavailableException;
    }

    private synchronized <T> T ask(String what, Request<T> request) throws ArchiveUnavailableException {
        int number = ++requests;
        Fault now = fault;
        if (now != null) {
            now.before(number, what);
        }
        T answer = request.run();
        if (now != null) {
            now.after(number, what);
        }
        return answer;
    }

    @Override
    public PutResult put(String key, byte[] content, Retention retention)
            throws ArchiveConflictException, ArchiveUnavailableException {
        PutResult result = ask("PUT " + key, () -> {
            List<byte[]> there = objects.get(key);
            if (there == null) {
                puts.add(key);
                write(key, content.clone());
                return new PutResult.Stored(lock(key, retention));
            }
            return there.stream().allMatch(one -> Arrays.equals(one, content))
                    ? new PutResult.AlreadyThere(lock(key, retention))
                    : new PutResult.Stored(new ObjectLock("conflict", null, LockMode.NONE, null, false));
        });
        ObjectLock lock = result.lock();
        if (lock != null && lock.key().equals("conflict")) {
            throw new ArchiveConflictException("immutable key " + key + " was overwritten");
        }
        return result;
    }

    private static ObjectLock lock(String key, Retention retention) {
        return new ObjectLock(key, null, retention.mode(), retention.until(), false);
    }

    @Override
    public Optional<byte[]> get(String key, @Nullable String version, long maxBytes)
            throws ArchiveUnavailableException {
        return ask("GET " + key, () -> {
            List<byte[]> there = objects.getOrDefault(key, List.of());
            if (there.isEmpty()) {
                return Optional.empty();
            }
            byte[] bytes = version == null ? there.getLast() : there.get(Integer.parseInt(version));
            if (bytes.length > maxBytes) {
                throw new ObjectTooLargeException(key + " is larger than " + maxBytes + " bytes");
            }
            return Optional.of(bytes);
        });
    }

    @Override
    public List<String> list(String prefix, String after, int max) throws ArchiveUnavailableException {
        return ask(
                "LIST " + prefix,
                () -> new TreeMap<>(objects)
                        .tailMap(after, false).keySet().stream()
                                .filter(key -> key.startsWith(prefix))
                                .limit(max)
                                .toList());
    }

    @Override
    public List<String> segments(String prefix) throws ArchiveUnavailableException {
        return ask(
                "SEGMENTS " + prefix,
                () -> objects.keySet().stream()
                        .filter(key -> key.startsWith(prefix))
                        .map(key -> key.substring(prefix.length()).split("/", -1)[0])
                        .distinct()
                        .toList());
    }

    @Override
    public List<ObjectVersion> versions(String prefix, String from, int max) throws ArchiveUnavailableException {
        return ask("VERSIONS " + prefix, () -> {
            List<ObjectVersion> found = new ArrayList<>();
            objects.tailMap(from, true).forEach((key, there) -> {
                for (int i = there.size() - 1; i >= 0 && key.startsWith(prefix); i--) {
                    found.add(new ObjectVersion(
                            key, "" + i, i == there.size() - 1, false, there.get(i).length, Instant.EPOCH));
                }
            });
            return List.copyOf(found.subList(0, Math.min(max, found.size())));
        });
    }

    @Override
    public List<String> strays(String prefix, int max) {
        return List.of();
    }

    @Override
    public Optional<ObjectLock> lock(String key, @Nullable String version) {
        return Optional.empty();
    }

    @Override
    public ArchiveDescription describe() {
        return new ArchiveDescription("memory", "memory", "none");
    }

    @Override
    public void close() {
        // nothing is open
    }
}
