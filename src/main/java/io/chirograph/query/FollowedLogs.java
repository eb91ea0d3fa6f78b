package io.chirograph.query;

import io.chirograph.tlog.MalformedException;
import io.chirograph.tlog.VerifierKey;
import java.util.ArrayList;
import java.util.List;

/// The logs that the index follows, by the keys that the configuration vouches for.
record FollowedLogs(List<FollowedLog> logs) {
    FollowedLogs {
        logs = List.copyOf(logs);
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
