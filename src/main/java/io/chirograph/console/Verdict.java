package io.chirograph.console;

import java.util.List;

/// Whether the trail is complete now, in a sentence.
/// @param level `good`, `warn` or `bad`
record Verdict(String level, String headline) {
    static Verdict of(List<LogState> logs, List<Attention> attention) {
        if (logs.isEmpty()) {
            return new Verdict("warn", "Nothing is sealed yet, or no log that you may see.");
        }
        boolean silent = logs.stream().anyMatch(LogState::silent);
        if (silent || attention.stream().anyMatch(Attention::isBad)) {
            return new Verdict("bad", "The trail may not be complete right now: see what needs attention.");
        }
        long events = logs.stream().mapToLong(LogState::size).sum();
        String sealed = Shown.count(events) + " events are sealed, numbered without a gap, and signed.";
        return attention.isEmpty()
                ? new Verdict("good", "The trail is complete: " + sealed)
                : new Verdict("warn", sealed + " Below stands what needs attention.");
    }
}
