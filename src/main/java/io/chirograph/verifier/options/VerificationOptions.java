package io.chirograph.verifier.options;

import io.chirograph.archive.LockMode;
import io.chirograph.tlog.policy.WitnessPolicy;
import io.chirograph.verifier.timestamp.TimeStampTrust;
import java.time.Duration;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/// What is asked of an archive beyond holding by itself.
/// @param from events before this position are not read; 0 for all
/// @param to events from this position on are not read, but those up to the next checkpoint
/// @param policy which witnesses must have cosigned; null for none
/// @param timeStamps which authorities are trusted; null to leave tokens unverified
/// @param aliveWithin how old the last event may be; null for any age
/// @param lock the least lock of every object; null when locks are not looked at
/// @param minRetention how long every object must be locked from when it was stored; null for any time
/// @param lockRule the least lock of each object; null to go by `lock` and `minRetention`
/// @param clock what "now" is
/// @param sightings is told of every lock that is asked for; [Sightings#NONE] asks for none beyond what is demanded
public record VerificationOptions(
        long from,
        long to,
        @Nullable WitnessPolicy policy,
        @Nullable TimeStampTrust timeStamps,
        @Nullable Duration aliveWithin,
        @Nullable LockMode lock,
        @Nullable Duration minRetention,
        @Nullable LockRule lockRule,
        InstantSource clock,
        Sightings sightings) {
    /// A token may be that much younger than the events that it covers: it is made now and then.
    public static final Duration TOKEN_DELAY = Duration.ofHours(1);

    /// How far the clocks of gateway and authority may differ.
    public static final Duration CLOCKS = Duration.ofMinutes(5);

    /// Nothing: the whole archive is read, and has to hold.
    public static final VerificationOptions NONE =
            new VerificationOptions(0, Long.MAX_VALUE, null, null, null, null, null, InstantSource.system());

    /// The same, without anybody to tell of locks.
    public VerificationOptions(
            long from,
            long to,
            @Nullable WitnessPolicy policy,
            @Nullable TimeStampTrust timeStamps,
            @Nullable Duration aliveWithin,
            @Nullable LockMode lock,
            @Nullable Duration minRetention,
            InstantSource clock) {
        this(from, to, policy, timeStamps, aliveWithin, lock, minRetention, null, clock, Sightings.NONE);
    }

    public VerificationOptions {
        if (from < 0 || to <= from) {
            throw new IllegalArgumentException("positions from " + from + " to " + to);
        }
    }

    /// Whether only a part is read.
    public boolean isPart() {
        return from > 0 || to < Long.MAX_VALUE;
    }

    /// Whether a log of `size` events has at least one of the demanded positions.
    public boolean isReachedBy(long size) {
        return from == 0 || from < size;
    }

    /// The same of the events from `position` on.
    public VerificationOptions startingAt(long position) {
        return new VerificationOptions(
                position, to, policy, timeStamps, aliveWithin, lock, minRetention, lockRule, clock, sightings);
    }

    public boolean demandsLocks() {
        return lock != null || minRetention != null || lockRule != null;
    }
}
