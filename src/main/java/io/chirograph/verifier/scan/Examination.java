package io.chirograph.verifier.scan;

import io.chirograph.publishedlog.PublishedLog;
import io.chirograph.verifier.options.Progress;
import io.chirograph.verifier.options.VerificationOptions;
import io.chirograph.verifier.report.Findings;

/// One log under examination: what is read, under which keys, and what is asked of it.
/// @param findings gathers what is found, in the order of positions; used by one thread
/// @param locks compares the locks of objects; safe for many threads
public record Examination(
        PublishedLog log,
        LogKeys keys,
        VerificationOptions demands,
        ReadPool pool,
        Progress progress,
        Findings findings,
        LockCheck locks) {
    public static Examination of(
            PublishedLog log, LogKeys keys, VerificationOptions demands, ReadPool pool, Progress progress) {
        return new Examination(log, keys, demands, pool, progress, new Findings(log.id()), new LockCheck(log, demands));
    }
}
