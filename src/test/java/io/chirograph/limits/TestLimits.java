package io.chirograph.limits;

import java.nio.file.Path;

/// Limits of which something is used, for tests of those who show it.
public final class TestLimits {
    private TestLimits() {}

    /// @param key who has a call of 11 tokens behind it, and one of 30 under way
    public static Limits used(Path data, String rule, String key) throws Exception {
        var trial = new LimitTrial(data, rule);
        trial.start(trial.call(key, 1, 2)).ends(5, 6);
        var unused = trial.start(trial.call(key, 10, 20));
        return trial.limits;
    }
}
