package io.chirograph.query;

import io.chirograph.tlog.MalformedException;
import io.chirograph.tlog.VerifierKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The logs that the index follows, by the keys that the configuration vouches for.
record FollowedLogs(List<FollowedLog> logs) {
    FollowedLogs {
        logs = List.copyOf(logs);
    }

    /// The logs of a data directory: its own, those that came before it (`predecessors`, a key a line, written when
    /// a log succeeds another), and further ones.
    static FollowedLogs of(List<VerifierKey> own, Path dataDirectory, List<String> vkeys) throws IOException {
        Path file = dataDirectory.resolve("predecessors");
        List<VerifierKey> all = new ArrayList<>(own);
        for (String line : Files.exists(file) ? Files.readAllLines(file) : List.<String>of()) {
            try {
                all.add(VerifierKey.parse(line));
            } catch (MalformedException e) {
                throw new IOException(file + " holds '" + line + "': " + e.getMessage(), e);
            }
        }
        return of(all, vkeys);
    }

    /// @param own the keys of logs that this process writes
    /// @param vkeys further keys, as `chirograph.query.keys` lists them
    static FollowedLogs of(List<VerifierKey> own, List<String> vkeys) {
        List<FollowedLog> logs = new ArrayList<>();
        own.forEach(key -> logs.add(new FollowedLog(key)));
        for (String vkey : vkeys) {
            try {
                logs.add(new FollowedLog(VerifierKey.parse(vkey)));
            } catch (MalformedException e) {
                throw new IllegalArgumentException("chirograph.query.keys holds '" + vkey + "': " + e.getMessage(), e);
            }
        }
        return new FollowedLogs(logs.stream().distinct().toList());
    }
}
