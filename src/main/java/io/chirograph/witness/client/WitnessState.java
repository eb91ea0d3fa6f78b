package io.chirograph.witness.client;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What is known of one witness. Safe for many threads.
final class WitnessState {
    private final Witness witness;
    private final Clock clock;
    private long cosigned;
    private @Nullable Instant cosignedAt;
    private @Nullable Instant askedAt;
    private @Nullable String failure;
    private @Nullable String refusal;
    private long failures;
    private long refusals;
    private long late;

    WitnessState(Witness witness, Clock clock) {
        this.witness = witness;
        this.clock = clock;
    }

    /// How it stands with a witness.
    enum Standing {
        /// Nothing is known yet.
        UNKNOWN,
        /// Its last response was a cosignature.
        COSIGNS,
        /// It is being asked for longer than it should take.
        LATE,
        /// Its last response was none, or of no use.
        FAILS,
        /// It would not sign: it has seen another history.
        REFUSES
    }

    /// All of it, at one moment.
    record View(
            Witness witness,
            Standing standing,
            long cosigned,
            @Nullable Instant cosignedAt,
            @Nullable String why,
            long failures,
            long refusals,
            long late) {}

    Witness witness() {
        return witness;
    }

    synchronized void asked() {
        askedAt = clock.instant();
    }

    /// @param wasLate the response came, but not in time
    synchronized void cosigned(long size, boolean wasLate) {
        askedAt = null;
        cosigned = Math.max(cosigned, size);
        cosignedAt = clock.instant();
        failure = null;
        refusal = null;
        late += wasLate ? 1 : 0;
    }

    synchronized void failed(String why) {
        askedAt = null;
        failure = why;
        failures++;
    }

    synchronized void refused(String why) {
        askedAt = null;
        refusal = why;
        refusals++;
    }

    /// The newest size whose cosignature is in the archive; 0 when none is known.
    synchronized long cosignedSize() {
        return cosigned;
    }

    synchronized View view(Duration timeout) {
        Instant since = askedAt;
        boolean isLate = since != null && since.plus(timeout).isBefore(clock.instant());
        Standing standing = refusal != null
                ? Standing.REFUSES
                : failure != null
                        ? Standing.FAILS
                        : isLate ? Standing.LATE : cosignedAt != null ? Standing.COSIGNS : Standing.UNKNOWN;
        return new View(
                witness, standing, cosigned, cosignedAt, refusal != null ? refusal : failure, failures, refusals, late);
    }
}
