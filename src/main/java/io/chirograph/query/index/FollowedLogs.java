package io.chirograph.query.index;

import io.chirograph.archive.Archive;
import io.chirograph.archive.configured.ConfiguredArchives;
import io.chirograph.publishedlog.KnownKeys;
import io.chirograph.tlog.note.VerifierKey;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The logs that the index follows, by the keys that the configuration vouches for.
public record FollowedLogs(List<FollowedLog> logs) {
    public FollowedLogs {
        logs = List.copyOf(logs);
    }

    /// The logs of a data directory: its own and those that came before it, in `main`; and further ones, in the archive
    /// that auditors read.
    /// @param own the keys of logs that this process writes
    /// @param vkeys further keys, as `chirograph.query.keys` lists them
    public static FollowedLogs of(
            List<VerifierKey> own, Path dataDirectory, List<String> vkeys, ConfiguredArchives archives)
            throws IOException {
        Map<VerifierKey, FollowedLog> all = new LinkedHashMap<>();
        Archive main = archives.main().archive();
        own.forEach(key -> all.putIfAbsent(key, new FollowedLog(key, main)));
        KnownKeys.predecessors(dataDirectory).forEach(key -> all.putIfAbsent(key, new FollowedLog(key, main)));
        Archive audited = archives.audited().archive();
        KnownKeys.parse(vkeys).forEach(key -> all.putIfAbsent(key, new FollowedLog(key, audited)));
        return new FollowedLogs(List.copyOf(all.values()));
    }

    /// Logs that an archive has, by their first keys.
    public static FollowedLogs of(List<VerifierKey> keys, Archive archive) {
        return new FollowedLogs(
                keys.stream().map(key -> new FollowedLog(key, archive)).toList());
    }

    /// The log with this id; null when its key is not configured.
    public @Nullable FollowedLog log(String id) {
        return logs.stream().filter(log -> log.id().equals(id)).findFirst().orElse(null);
    }

    public List<FollowedLog> in(Archive archive) {
        return logs.stream().filter(log -> log.archive() == archive).toList();
    }
}
