package io.chirograph.verifier.scan;

import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.publishedlog.PublishedLog;
import io.chirograph.verifier.assurance.LockTally;
import io.chirograph.verifier.assurance.Observations;
import io.chirograph.verifier.options.Progress;
import io.chirograph.verifier.options.VerificationOptions;
import io.chirograph.verifier.report.Findings;

/// One log under examination: what is read, under which keys, and what is asked of it.
/// @param findings gathers what is found, in the order of positions; used by one thread
/// @param locks compares the locks of objects; safe for many threads
/// @param seen gathers what stands for the log beside its own key; used by one thread
public record Examination(
        PublishedLog log,
        LogKeys keys,
        VerificationOptions demands,
        ReadAhead.Pool pool,
        Progress progress,
        Findings findings,
        LockCheck locks,
        Observations seen) {
    public static Examination of(
            PublishedLog log, LogKeys keys, VerificationOptions demands, ReadAhead.Pool pool, Progress progress) {
        LockTally tally = new LockTally(demands.clock().instant());
        Observations seen = new Observations(demands.timeStamps() != null, demands.policy() != null);
        return new Examination(
                log, keys, demands, pool, progress, new Findings(log.id()), new LockCheck(log, demands, tally), seen);
    }

    VersionedKey.Contents read(VersionedKey key, long maxBytes) throws ArchiveUnavailableException {
        VersionedKey.Contents contents = key.read(log, maxBytes);
        contents.findings().addAll(locks.check(key));
        return contents;
    }
}
