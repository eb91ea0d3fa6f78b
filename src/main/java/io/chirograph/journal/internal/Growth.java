package io.chirograph.journal.internal;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;

/// How fast the journal fills: net of what is removed, over the last ten minutes. Safe for many threads.
final class Growth {
    private static final long WINDOW = Duration.ofMinutes(10).toNanos();
    private static final long EVERY = Duration.ofSeconds(5).toNanos();

    private final ArrayDeque<Sample> samples = new ArrayDeque<>();

    private record Sample(long nanos, long used) {}

    /// @param nanos a reading of [System#nanoTime()]
    /// @param used bytes that records take in all files
    synchronized void sample(long nanos, long used) {
        Sample newest = samples.peekLast();
        if (newest != null && nanos - newest.nanos < EVERY) {
            return;
        }
        samples.addLast(new Sample(nanos, used));
        while (samples.size() > 2 && nanos - samples.getFirst().nanos > WINDOW) {
            samples.removeFirst();
        }
    }

    /// When `room` bytes are used up if it goes on like this; empty while the journal does not grow.
    synchronized Optional<Duration> timeUntilFull(long room) {
        if (samples.size() < 2) {
            return Optional.empty();
        }
        long grown = samples.getLast().used - samples.getFirst().used;
        double seconds = (samples.getLast().nanos - samples.getFirst().nanos) / 1e9;
        return grown <= 0
                ? Optional.empty()
                : Optional.of(Duration.ofSeconds((long) Math.min(room * seconds / grown, 1e12)));
    }
}
