package io.chirograph.verifier.report;

import io.chirograph.tlog.Hash;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What the examination of one log came to.
/// @param origin its name; null when no key says it
/// @param size how many events the last good checkpoint covers
/// @param root that checkpoint's root; null when there is none
/// @param lastEvent when the last sealed event happened, by the gateway's clock; null when the end was not read
/// @param keys the verifier keys that have signed it, in order; the first is the given one
/// @param signers names and key ids on the newest checkpoint of a log without a given key; they prove nothing
/// @param findings the first of each kind
/// @param counts how many there were of each kind
public record LogReport(
        String log,
        @Nullable String origin,
        State state,
        long size,
        @Nullable Hash root,
        @Nullable Instant lastEvent,
        Counts examined,
        List<String> keys,
        List<String> signers,
        List<Finding> findings,
        Map<FindingKind, Long> counts) {
    /// Of a log that could not be examined any further.
    public static LogReport failed(String log, Finding finding) {
        Findings findings = new Findings(log);
        findings.add(finding);
        return failed(log, null, findings);
    }

    public static LogReport failed(String log, @Nullable String origin, Findings findings) {
        return new LogReport(
                log,
                origin,
                State.FAILS,
                0,
                null,
                null,
                Counts.NONE,
                List.of(),
                List.of(),
                findings.kept(),
                findings.counts());
    }

    public enum State {
        /// Everything agrees with what was signed.
        HOLDS,
        /// There is a failure.
        FAILS,
        /// The log ends before the positions that were asked for: nothing of them could be checked.
        NOT_REACHED,
        /// No key was given for this log.
        NO_KEY
    }

    public record Counts(long segments, long events, long tiles, long checkpoints) {
        public static final Counts NONE = new Counts(0, 0, 0, 0);
    }
}
