package io.chirograph.reconciliation;

import io.chirograph.event.value.Actor;
import io.chirograph.recording.FactSink;
import io.chirograph.recording.RecordingUnavailable;
import io.chirograph.support.disk.DurableFiles;
import io.chirograph.support.disk.SmallFile;
import io.chirograph.support.json.StrictJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The last reconciliation of each provider, in `reconciliation.json` of a data directory. The log is the
/// evidence; this is what metrics go by.
///
/// Safe for many threads of one process.
final class ReconciliationStore {
    private static final int MOST_BYTES = 1 << 20;
    private static final int MOST = 256;

    private final Path file;
    private final Clock clock;
    private SortedMap<String, Standing> standings;

    /// Where a provider stands.
    /// @param at when the last reconciliation was recorded
    /// @param checked when the last one was that could be done; null for none
    /// @param verdict of that one
    /// @param bypasses of that one, rows on credentials that are not the gateway's
    /// @param differences of that one, other rows on which the two sides differ
    /// @param unexplainedTokens of that one
    record Standing(
            String provider,
            UUID event,
            Instant at,
            @Nullable Instant checked,
            @Nullable LocalDate from,
            @Nullable LocalDate to,
            @Nullable String verdict,
            long bypasses,
            long differences,
            long unexplainedTokens) {
        Standing {
            provider = StrictJson.required("provider", provider);
            event = StrictJson.required("event", event);
            at = StrictJson.required("at", at);
        }

        private static Standing of(ReconciledUsage found, UUID event, Instant now, @Nullable Standing before) {
            if (found.verdict().equals(ReconciledUsage.UNCHECKED)) {
                return new Standing(
                        found.provider(),
                        event,
                        now,
                        before == null ? null : before.checked,
                        before == null ? null : before.from,
                        before == null ? null : before.to,
                        before == null ? null : before.verdict,
                        before == null ? 0 : before.bypasses,
                        before == null ? 0 : before.differences,
                        before == null ? 0 : before.unexplainedTokens);
            }
            long differences =
                    found.count(Verdict.EXCESS) + found.count(Verdict.FEWER) + found.count(Verdict.ELSEWHERE);
            return new Standing(
                    found.provider(),
                    event,
                    now,
                    now,
                    found.from(),
                    found.to(),
                    found.verdict(),
                    found.count(Verdict.BYPASS),
                    differences,
                    found.unexplainedTokens());
        }
    }

    private record Whole(List<Standing> items) {}

    private ReconciliationStore(Path file, Clock clock, SortedMap<String, Standing> standings) {
        this.file = file;
        this.clock = clock;
        this.standings = standings;
    }

    /// @throws IOException the file is there and cannot be read
    static ReconciliationStore open(Path dataDirectory, Clock clock) throws IOException {
        Path file = dataDirectory.resolve("reconciliation.json");
        SortedMap<String, Standing> standings = new TreeMap<>();
        if (Files.exists(file)) {
            try {
                StrictJson.read(SmallFile.read(file, MOST_BYTES), Whole.class)
                        .items
                        .forEach(one -> standings.put(one.provider, one));
            } catch (IllegalArgumentException e) {
                throw new IOException(file + " does not say where reconciliations stand: " + e.getMessage(), e);
            }
        }
        return new ReconciliationStore(file, clock, standings);
    }

    /// Records what was found, and remembers it. On return both are durable.
    /// @throws RecordingUnavailable it is not recorded, and nothing has changed
    /// @throws IOException it is recorded, and not remembered over a restart
    synchronized Standing take(ReconciledUsage found, FactSink log, Actor operator)
            throws RecordingUnavailable, IOException {
        if (standings.size() >= MOST && !standings.containsKey(found.provider())) {
            throw new IllegalArgumentException("provider '" + found.provider() + "' is one more than " + MOST);
        }
        UUID event = log.record(found.fact(operator)); // the commit point: what follows only repeats it
        Standing standing = Standing.of(found, event, clock.instant(), standings.get(found.provider()));
        SortedMap<String, Standing> next = new TreeMap<>(standings);
        next.put(found.provider(), standing);
        standings = next;
        DurableFiles.replace(file, StrictJson.bytes(new Whole(new ArrayList<>(next.values()))));
        return standing;
    }

    synchronized List<Standing> all() {
        return List.copyOf(standings.values());
    }

    synchronized @Nullable Standing of(String provider) {
        return standings.get(provider);
    }
}
