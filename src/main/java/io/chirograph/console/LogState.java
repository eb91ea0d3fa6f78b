package io.chirograph.console;

import io.chirograph.query.api.LogReader;
import io.chirograph.query.index.IndexedHead;
import io.chirograph.tlog.note.NoteSignature;
import io.chirograph.verifier.assurance.Interruption;
import io.chirograph.verifier.assurance.Interruptions;
import io.chirograph.verifier.assurance.LogCoverage;
import io.chirograph.verifier.search.Coverage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// How one log stands: how far it is sealed, who stands for it, and what did not work of late.
/// @param size of the checkpoint that is indexed
/// @param level of assurance, in words
/// @param lacks what nobody but the operator stands for
/// @param witnesses who cosigned that checkpoint
/// @param newest time of the last event; null where that is not known
/// @param lag how long ago that was
/// @param silent whether nothing came for longer than an event may wait for the archive, though the log was not stopped
/// @param interruptions the newest last
/// @param more how many interruptions are not listed
/// @param directReads whether reads past the gateway are on record
record LogState(
        String log,
        String origin,
        long size,
        String root,
        String level,
        String statement,
        List<String> lacks,
        List<String> witnesses,
        @Nullable Instant newest,
        String lag,
        boolean stopped,
        boolean silent,
        List<Interruption> interruptions,
        long more,
        Map<String, Long> counts,
        String directReads) {
    private static final int LISTED = 20;

    /// What it is made of.
    record Sources(List<LogCoverage> coverage, List<Coverage.Span> spans, List<IndexedHead> heads, Instant now) {}

    static List<LogState> of(Sources sources) {
        List<LogState> states = new ArrayList<>();
        for (LogCoverage log : sources.coverage()) {
            IndexedHead head = sources.heads().stream()
                    .filter(one -> one.log().id().equals(log.log()))
                    .findFirst()
                    .orElse(null);
            Coverage.Span span = sources.spans().stream()
                    .filter(one -> one.log().equals(log.log()))
                    .findFirst()
                    .orElse(null);
            if (head != null) {
                states.add(of(log, head, span, sources.now()));
            }
        }
        return states;
    }

    private static LogState of(LogCoverage log, IndexedHead head, Coverage.@Nullable Span span, Instant now) {
        List<Interruption> all = log.interruptions().items();
        List<Interruption> shown = all.subList(Math.max(0, all.size() - LISTED), all.size());
        long count = log.interruptions().counts().values().stream()
                .mapToLong(Long::longValue)
                .sum();
        Instant newest = span == null ? null : span.last().time();
        boolean stopped = span != null && span.stopped();
        return new LogState(
                log.log(),
                head.log().origin(),
                head.size(),
                head.checkpoint().root().toString(),
                log.assurance().level().words(),
                log.assurance().statement(),
                log.assurance().lacks(),
                witnesses(head),
                newest,
                Shown.duration(
                        newest == null
                                ? null
                                : Math.max(0, Duration.between(newest, now).toMillis())),
                stopped,
                !stopped && newest != null && isOlder(newest, now),
                shown,
                count - shown.size(),
                log.interruptions().counts(),
                log.interruptions().directReads() == null
                        ? "not stated"
                        : log.interruptions().directReads().state().name().toLowerCase(Locale.ROOT));
    }

    private static boolean isOlder(Instant newest, Instant now) {
        return Duration.between(newest, now).compareTo(Interruptions.EXPORT_BOUND) > 0;
    }

    private static List<String> witnesses(IndexedHead head) {
        return LogReader.cosigned(head).signatures().stream()
                .map(NoteSignature::name)
                .filter(name -> !name.equals(head.log().origin()))
                .distinct()
                .toList();
    }

    /// Whether something did not work in a time before now.
    boolean brokeWithin(Duration time, Instant now) {
        return interruptions.stream()
                .anyMatch(one ->
                        one.kind() != Interruption.Kind.STOPPED && one.to().isAfter(now.minus(time)));
    }
}
