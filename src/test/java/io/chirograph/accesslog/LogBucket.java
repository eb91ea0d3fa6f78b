package io.chirograph.accesslog;

import io.chirograph.archive.Archive;
import io.chirograph.archive.ArchiveDescription;
import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.archive.ObjectLock;
import io.chirograph.archive.ObjectVersion;
import io.chirograph.archive.PutResult;
import io.chirograph.archive.Retention;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A bucket that a store puts its log into, and somebody else does as he likes. It is only listed and read.
final class LogBucket implements Archive {
    private final NavigableMap<String, byte[]> objects = new TreeMap<>();
    private final Set<String> denied = new HashSet<>();
    private final Set<String> deleted = new HashSet<>();
    final List<String> listed = new ArrayList<>();
    boolean unavailable;
    /// Reading fails behind so many bytes; none where negative.
    int cutAt = -1;

    void put(String key, byte[] content) {
        objects.put(key, content);
        deleted.remove(key);
    }

    void put(String key, String content) {
        put(key, content.getBytes(StandardCharsets.UTF_8));
    }

    void deny(String key) {
        denied.add(key);
    }

    void allow(String key) {
        denied.remove(key);
    }

    void delete(String key) {
        deleted.add(key);
    }

    @Override
    public List<ObjectVersion> versions(String prefix, String from, int max) throws ArchiveUnavailableException {
        if (unavailable) {
            throw new ArchiveUnavailableException("LIST: 503 SlowDown", null);
        }
        listed.add(from);
        return objects.tailMap(from, true).entrySet().stream()
                .limit(3) // pages of our own, so that there are several
                .map(object -> new ObjectVersion(
                        object.getKey(),
                        (deleted.contains(object.getKey()) ? "d" : "v") + Arrays.hashCode(object.getValue()),
                        true,
                        deleted.contains(object.getKey()),
                        object.getValue().length,
                        Instant.EPOCH))
                .toList();
    }

    @Override
    public Optional<InputStream> open(String key, @Nullable String version) throws ArchiveUnavailableException {
        if (denied.contains(key)) {
            throw new ArchiveUnavailableException("GET " + key + ": 403 AccessDenied", null);
        }
        InputStream in = new ByteArrayInputStream(objects.get(key));
        return Optional.of(cutAt < 0 ? in : new Cut(in, cutAt));
    }

    /// Fails in the middle.
    private static final class Cut extends InputStream {
        private final InputStream in;
        private int left;

        Cut(InputStream in, int left) {
            this.in = in;
            this.left = left;
        }

        @Override
        public int read() throws IOException {
            if (left-- == 0) {
                throw new IOException("connection reset");
            }
            return in.read();
        }

        @Override
        public int read(byte[] to, int at, int length) throws IOException {
            int one = read();
            to[at] = (byte) one;
            return one < 0 ? -1 : 1;
        }
    }

    @Override
    public PutResult put(String key, byte[] content, Retention retention) {
        throw new AssertionError("nothing is put here");
    }

    @Override
    public Optional<byte[]> get(String key, @Nullable String version, long maxBytes) {
        throw new AssertionError("objects are streamed");
    }

    @Override
    public List<String> list(String prefix, String after, int max) {
        throw new AssertionError("versions are listed");
    }

    @Override
    public List<String> segments(String prefix) {
        throw new AssertionError("versions are listed");
    }

    @Override
    public List<String> strays(String prefix, int max) {
        throw new AssertionError("versions are listed");
    }

    @Override
    public Optional<ObjectLock> lock(String key, @Nullable String version) {
        throw new AssertionError("no lock is asked for");
    }

    @Override
    public ArchiveDescription describe() {
        return new ArchiveDescription("log-bucket", "memory", "none");
    }

    @Override
    public void close() {
        // nothing is open
    }
}
