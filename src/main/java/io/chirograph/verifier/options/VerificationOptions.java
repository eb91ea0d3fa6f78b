package io.chirograph.verifier.options;

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
/// @param lockRule the least lock of each object; null when locks are not judged
/// @param clock what "now" is
/// @param sightings is told of every lock that is asked for; [Sightings#NONE] asks for none beyond what is demanded
/// @param payloads whether the content that the events name is read, too
public record VerificationOptions(
        long from,
        long to,
        @Nullable WitnessPolicy policy,
        @Nullable TimeStampTrust timeStamps,
        @Nullable Duration aliveWithin,
        @Nullable LockRule lockRule,
        InstantSource clock,
        Sightings sightings,
        boolean payloads) {
    /// A token may be that much younger than the events that it covers: it is made now and then.
    public static final Duration TOKEN_DELAY = Duration.ofHours(1);

    /// How far the clocks of gateway and authority may differ.
    public static final Duration CLOCKS = Duration.ofMinutes(5);

    /// Nothing: the whole archive is read, and has to hold.
    public static final VerificationOptions NONE =
            new VerificationOptions(0, Long.MAX_VALUE, null, null, null, null, InstantSource.system(), Sightings.NONE);

    /// Without content.
    public VerificationOptions(
            long from,
            long to,
            @Nullable WitnessPolicy policy,
            @Nullable TimeStampTrust timeStamps,
            @Nullable Duration aliveWithin,
            @Nullable LockRule lockRule,
            InstantSource clock,
            Sightings sightings) {
        this(from, to, policy, timeStamps, aliveWithin, lockRule, clock, sightings, false);
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
                position, to, policy, timeStamps, aliveWithin, lockRule, clock, sightings, payloads);
    }

    /// The same, and the content that the events name.
    public VerificationOptions withPayloads() {
        return new VerificationOptions(from, to, policy, timeStamps, aliveWithin, lockRule, clock, sightings, true);
    }
}
