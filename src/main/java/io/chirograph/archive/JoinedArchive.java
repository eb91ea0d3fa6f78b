package io.chirograph.archive;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Several archives read as one: each log is in one of them. What is put is refused.
public final class JoinedArchive implements Archive {
    private final List<Archive> archives;
    private final Map<String, Archive> logs = new HashMap<>();

    /// @param archives at least one; closed with this one
    /// @throws ArchiveUnavailableException one cannot be listed, or two hold objects of one log
    public JoinedArchive(List<Archive> archives) throws ArchiveUnavailableException {
        this.archives = List.copyOf(archives);
        for (Archive one : this.archives) {
            for (String log : one.segments("")) {
                Archive other = logs.putIfAbsent(log, one);
                if (other != null && !log.equals("preflight")) {
                    throw new ArchiveUnavailableException(
                            "log " + log + " must be in one archive, was in "
                                    + other.describe().location() + " and "
                                    + one.describe().location(),
                            null);
                }
            }
        }
    }

    private Archive of(String key) {
        int end = key.indexOf('/');
        return logs.getOrDefault(end < 0 ? key : key.substring(0, end), archives.getFirst());
    }

    @Override
    public PutResult put(String key, byte[] content, Retention retention) {
        throw new UnsupportedOperationException("several archives are only read");
    }

    @Override
    public Optional<byte[]> get(String key, @Nullable String version, long maxBytes)
            throws ArchiveUnavailableException {
        return of(key).get(key, version, maxBytes);
    }

    @Override
    public List<String> list(String prefix, String after, int max) throws ArchiveUnavailableException {
        return of(prefix).list(prefix, after, max);
    }

    @Override
    public List<String> segments(String prefix) throws ArchiveUnavailableException {
        return prefix.isEmpty()
                ? List.copyOf(new TreeSet<>(logs.keySet()))
                : of(prefix).segments(prefix);
    }

    @Override
    public List<ObjectVersion> versions(String prefix, String from, int max) throws ArchiveUnavailableException {
        return of(prefix).versions(prefix, from, max);
    }

    @Override
    public List<String> strays(String prefix, int max) throws ArchiveUnavailableException {
        List<String> strays = new ArrayList<>();
        for (Archive one : prefix.isEmpty() ? archives : List.of(of(prefix))) {
            strays.addAll(one.strays(prefix, max - strays.size()));
        }
        return strays;
    }

    @Override
    public Optional<ObjectLock> lock(String key, @Nullable String version) throws ArchiveUnavailableException {
        return of(key).lock(key, version);
    }

    @Override
    public ArchiveDescription describe() {
        ArchiveDescription first = archives.getFirst().describe();
        String all = archives.stream().map(one -> one.describe().location()).collect(Collectors.joining(", "));
        return new ArchiveDescription(first.kind(), all, first.tier());
    }

    @Override
    public void close() {
        archives.forEach(Archive::close);
    }
}
