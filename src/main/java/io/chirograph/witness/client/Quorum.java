package io.chirograph.witness.client;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How the newest checkpoint stands with all witnesses together. Safe for many threads.
final class Quorum {
    private final List<WitnessState> witnesses;
    private final int needed;
    private final WitnessesProperties properties;
    private final Clock clock;
    private long newest;
    private @Nullable Instant missingSince;

    Quorum(List<WitnessState> witnesses, WitnessesProperties properties, Clock clock) {
        this.witnesses = List.copyOf(witnesses);
        this.needed = properties.quorumOf(witnesses.size());
        this.properties = properties;
        this.clock = clock;
    }

    /// There is a checkpoint of this size now.
    synchronized void offered(long size) {
        newest = Math.max(newest, size);
        age();
    }

    List<WitnessState.View> views() {
        return witnesses.stream().map(state -> state.view(properties.timeout())).toList();
    }

    int needed() {
        return needed;
    }

    synchronized long newest() {
        return newest;
    }

    /// How many have cosigned the newest checkpoint.
    synchronized long signed() {
        return witnesses.stream()
                .filter(state -> newest > 0 && state.cosignedSize() >= newest)
                .count();
    }

    /// For how long the newest checkpoints have lacked the quorum; zero when the newest one has it.
    synchronized Duration age() {
        if (newest == 0 || signed() >= needed) {
            missingSince = null;
            return Duration.ZERO;
        }
        Instant now = clock.instant();
        if (missingSince == null) {
            missingSince = now;
        }
        Duration age = Duration.between(missingSince, now);
        return age.isNegative() ? Duration.ZERO : age;
    }

    boolean isOverdue() {
        return age().compareTo(properties.alarmAfter()) > 0;
    }
}
