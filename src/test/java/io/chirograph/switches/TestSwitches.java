package io.chirograph.switches;

import io.chirograph.event.value.Actor;
import io.chirograph.recording.FactSink;
import io.chirograph.recording.RecordingUnavailable;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.TreeMap;

/// Throws switches of a board as an administrator does, for tests of those who heed them.
public final class TestSwitches {
    private static final Actor ADMINISTRATOR = new Actor(new TreeMap<>(Map.of("subject", "ann")), new TreeMap<>());

    private TestSwitches() {}

    /// The board of a process with this data directory.
    public static SwitchBoard board(Path data, FactSink log, Clock clock) {
        return new SwitchBoard(new SwitchFile(data), log, clock);
    }

    /// @param scope `all`, `provider:NAME`, `model:NAME`, `tenant:NAME` or `key:ID`
    public static void stop(SwitchBoard board, String scope, boolean endOpen) throws RecordingUnavailable {
        board.stop(SwitchScope.parse(scope), "a test", endOpen, ADMINISTRATOR);
    }

    public static void resume(SwitchBoard board, String scope) throws RecordingUnavailable {
        board.resume(SwitchScope.parse(scope), "a test", ADMINISTRATOR);
    }
}
