package io.chirograph.verifier;

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
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// A versioned store in memory that lets a test do to it what its owner could do, and counts what it is asked.
public final class MemoryArchive implements Archive {
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Version(String id, byte @Nullable [] bytes) {
        boolean is(Version other) {
            return id.equals(other.id);
        }
    }

    private final NavigableMap<String, List<Version>> objects = new TreeMap<>();
    private final Map<String, ObjectLock> locks = new ConcurrentHashMap<>();
    private int failing;
    private int requests;
    private int nextVersion;

    /// Adds a version, whatever stands there.
    public void write(String key, byte[] bytes) {
        add(key, bytes);
    }

    /// Adds a delete marker.
    public void mark(String key) {
        add(key, null);
    }

    private void add(String key, byte @Nullable [] bytes) {
        objects.computeIfAbsent(key, k -> new ArrayList<>()).add(new Version("v" + nextVersion++, bytes));
    }

    /// Removes every version, which no store that holds its locks does.
    public void remove(String key) {
        objects.remove(key);
    }

    public void replace(String key, byte[] bytes) {
        remove(key);
        write(key, bytes);
    }

    /// All that there is, apart.
    public MemoryArchive copy() {
        MemoryArchive copy = new MemoryArchive();
        objects.forEach((key, versions) -> copy.objects.put(key, new ArrayList<>(versions)));
        copy.locks.putAll(locks);
        copy.nextVersion = nextVersion;
        return copy;
    }

    public void rename(String from, String to) {
        byte[] bytes = bytes(from);
        remove(from);
        write(to, bytes);
    }

    public byte[] bytes(String key) {
        byte[] bytes = objects.getOrDefault(key, List.of()).getLast().bytes();
        if (bytes == null) {
            throw new AssertionError("deleted: " + key);
        }
        return bytes.clone();
    }

    public List<String> keys(String prefix) {
        return objects.keySet().stream().filter(key -> key.startsWith(prefix)).toList();
    }

    /// Fails that many requests from now on.
    public void failNext(int count) {
        failing = count;
    }

    public int requests() {
        return requests;
    }

    private void ask() throws ArchiveUnavailableException {
        requests++;
        if (failing > 0) {
            failing--;
            throw new ArchiveUnavailableException("the store is away", null);
        }
    }

    @Override
    public PutResult put(String key, byte[] content, Retention retention) throws ArchiveConflictException {
        if (objects.containsKey(key) && !Arrays.equals(bytes(key), content)) {
            throw new ArchiveConflictException("immutable key " + key + " was overwritten");
        }
        write(key, content);
        return new PutResult.Stored(null);
    }

    @Override
    public Optional<byte[]> get(String key, @Nullable String version, long maxBytes)
            throws ArchiveUnavailableException {
        ask();
        List<Version> versions = objects.getOrDefault(key, List.of());
        byte[] bytes = versions.stream()
                .filter(one ->
                        version == null ? one.is(versions.getLast()) : one.id().equals(version))
                .map(Version::bytes)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
        if (bytes != null && bytes.length > maxBytes) {
            throw new ObjectTooLargeException(key + " is larger than " + maxBytes);
        }
        return Optional.ofNullable(bytes).map(byte[]::clone);
    }

    @Override
    public List<String> list(String prefix, String after, int max) throws ArchiveUnavailableException {
        ask();
        return objects.tailMap(after, false).entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(prefix) && isKey(entry.getKey()))
                .filter(entry -> entry.getValue().getLast().bytes() != null)
                .map(Map.Entry::getKey)
                .limit(max)
                .toList();
    }

    @Override
    public List<String> segments(String prefix) throws ArchiveUnavailableException {
        return list(prefix, "", Integer.MAX_VALUE).stream()
                .map(key -> key.substring(prefix.length()).split("/", -1)[0])
                .distinct()
                .toList();
    }

    @Override
    public List<ObjectVersion> versions(String prefix, String from, int max) throws ArchiveUnavailableException {
        ask();
        List<ObjectVersion> found = new ArrayList<>();
        objects.tailMap(from, true).forEach((key, versions) -> {
            if (key.startsWith(prefix) && isKey(key)) {
                for (Version one : versions.reversed()) {
                    byte[] bytes = one.bytes();
                    found.add(new ObjectVersion(
                            key,
                            one.id(),
                            one.is(versions.getLast()),
                            bytes == null,
                            bytes == null ? 0 : bytes.length,
                            Instant.EPOCH));
                }
            }
        });
        return found.subList(0, Math.min(max, found.size()));
    }

    @Override
    public List<String> strays(String prefix, int max) throws ArchiveUnavailableException {
        ask();
        return objects.tailMap(prefix, true).keySet().stream()
                .filter(key -> key.startsWith(prefix) && !isKey(key))
                .limit(max)
                .toList();
    }

    private static boolean isKey(String name) {
        return name.matches("[A-Za-z0-9._=-]+(/[A-Za-z0-9._=-]+)*");
    }

    /// From now on the store says that every object is locked so, unless it was said otherwise of it alone.
    public void lockAll(LockMode mode, Instant until) {
        locks.put("", new ObjectLock("", null, mode, until, false));
    }

    public void lock(String key, LockMode mode, @Nullable Instant until) {
        locks.put(key, new ObjectLock(key, null, mode, until, false));
    }

    @Override
    public Optional<ObjectLock> lock(String key, @Nullable String version) throws ArchiveUnavailableException {
        ask();
        return Optional.ofNullable(locks.getOrDefault(key, locks.get("")));
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
