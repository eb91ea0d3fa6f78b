package io.chirograph.verifier.report;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.annotation.JsonValue;
import io.chirograph.publishedlog.PrintableText;
import io.chirograph.tlog.Hash;
import io.chirograph.verifier.assurance.Assurance;
import io.chirograph.verifier.assurance.Interruptions;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.annotation.JsonSerialize;
import tools.jackson.databind.ser.std.ToStringSerializer;

/// What the examination of one log came to.
/// @param origin its name; null when no key says it
/// @param size how many events the last good checkpoint covers
/// @param root that checkpoint's root; null when there is none
/// @param lastEvent when the last sealed event happened, by the gateway's clock; null when the end was not read
/// @param payloads what became of the content that events name; null when it was not asked for
/// @param assurance who stands for it beside its operator; null of a log that does not hold or was not judged
/// @param interruptions when something did not work, as its events say; null where none was read
/// @param keys the verifier keys that have signed it, in order; the first is the given one
/// @param signers names and key ids on the newest checkpoint of a log without a given key; they prove nothing
/// @param findings the first of each kind
/// @param counts how many there were of each kind
public record LogReport(
        String log,
        @Nullable String origin,
        State state,
        long size,

        @JsonSerialize(using = ToStringSerializer.class) @Nullable
        Hash root,

        @Nullable Instant lastEvent,
        @JsonUnwrapped Counts examined,
        @Nullable PayloadCounts payloads,
        @Nullable Assurance assurance,
        Interruptions.@Nullable Summary interruptions,
        List<String> keys,
        List<String> signers,
        List<Finding> findings,
        Map<FindingKind, Long> counts) {
    public LogReport {
        signers = signers.stream().map(PrintableText::of).toList();
    }

    /// Of a log that could not be examined any further.
    public static LogReport failed(String log, Finding finding) {
        Findings findings = new Findings(log);
        findings.add(finding);
        return failed(log, null, findings);
    }

    public static LogReport failed(String log, @Nullable String origin, Findings findings) {
        return unread(log, origin, State.FAILS, 0, List.of(), findings);
    }

    /// Of a log in which nothing was read.
    public static LogReport unread(
            String log, @Nullable String origin, State state, long size, List<String> signers, Findings findings) {
        List<String> keys = List.of();
        return new LogReport(
                log,
                origin,
                state,
                size,
                null,
                null,
                Counts.NONE,
                null,
                null,
                null,
                keys,
                signers,
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
        NO_KEY;

        @JsonValue
        String code() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    public record Counts(long segments, long events, long tiles, long checkpoints) {
        public static final Counts NONE = new Counts(0, 0, 0, 0);
    }
}
