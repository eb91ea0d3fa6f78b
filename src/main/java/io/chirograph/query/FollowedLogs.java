package io.chirograph.query;

import io.chirograph.evidence.KnownKeys;
import io.chirograph.tlog.VerifierKey;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The logs that the index follows, by the keys that the configuration vouches for.
record FollowedLogs(List<FollowedLog> logs) {
    FollowedLogs {
        logs = List.copyOf(logs);
    }

    /// The logs of a data directory: its own, those that came before it, and further ones.
    static FollowedLogs of(List<VerifierKey> own, Path dataDirectory, List<String> vkeys) throws IOException {
        List<VerifierKey> all = new ArrayList<>(own);
        all.addAll(KnownKeys.predecessors(dataDirectory));
        return of(all, vkeys);
    }

    /// @param own the keys of logs that this process writes
    /// @param vkeys further keys, as `chirograph.query.keys` lists them
    static FollowedLogs of(List<VerifierKey> own, List<String> vkeys) {
        List<VerifierKey> all = new ArrayList<>(own);
        all.addAll(KnownKeys.parse(vkeys));
        return new FollowedLogs(all.stream().distinct().map(FollowedLog::new).toList());
    }
}
