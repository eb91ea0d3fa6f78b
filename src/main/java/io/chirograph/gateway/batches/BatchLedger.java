package io.chirograph.gateway.batches;

import io.chirograph.event.facts.BatchLine;
import io.chirograph.event.facts.CallCompleted;
import io.chirograph.event.value.ModelResponse;
import io.chirograph.event.value.ResponseEnd;
import io.chirograph.event.value.Timing;
import io.chirograph.recording.JournaledLines;
import io.chirograph.recording.Recorder;
import io.chirograph.recording.RecordingUnavailable;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Which lines of batches are open, by what the store and the journal say together. Ends each once. Thread-safe.
public final class BatchLedger {
    private static final Logger log = LoggerFactory.getLogger(BatchLedger.class);

    private final BatchStore store;
    private final Recorder recorder;
    private final JournaledLines journaled;
    private final Map<Long, OpenBatch> open = new HashMap<>();

    public BatchLedger(BatchStore store, Recorder recorder, JournaledLines journaled) {
        this.store = store;
        this.recorder = recorder;
        this.journaled = journaled;
    }

    BatchStore store() {
        return store;
    }

    Recorder recorder() {
        return recorder;
    }

    JournaledLines journaled() {
        return journaled;
    }

    /// To be given back with [#close].
    synchronized OpenBatch open(BatchStore.Batch batch) throws IOException {
        OpenBatch now = open.get(batch.number());
        if (now == null) {
            BatchStore.Batch known = store.get(batch.number());
            if (known == null) {
                throw new IOException("batch " + batch.number() + " was forgotten meanwhile");
            }
            if (known.doubt() != null && known.id() != null) {
                resolve(known);
                known = Objects.requireNonNull(store.get(batch.number()));
            }
            now = new OpenBatch(store, recorder, journaled, known);
            open.put(batch.number(), now);
        }
        now.users++;
        return now;
    }

    synchronized void close(long batch, OpenBatch used) throws IOException {
        if (--used.users == 0) {
            open.remove(batch);
            synchronized (used) {
                used.close();
            }
        }
    }

    /// Takes over what the journal says of lines and the store does not know.
    private void resolve(BatchStore.Batch batch) throws IOException {
        Long doubt = batch.doubt();
        if (doubt == null) {
            return;
        }
        Set<UUID> calls = store.openCalls(batch.number());
        Map<UUID, Integer> found = journaled.since(doubt, calls::contains);
        if (found == null) {
            log.warn(
                    "the journal does not reach back to record {}: lines of the batch of call {} stay open in the log",
                    doubt,
                    batch.call());
            store.ended(batch.number(), calls);
        } else if (batch.id() == null) {
            // from before the first of its lines: one record is a start, two are an end too
            Set<UUID> over = new HashSet<>();
            Set<UUID> never = new HashSet<>(calls);
            found.forEach((line, records) -> {
                never.remove(line);
                if (records > 1) {
                    over.add(line);
                }
            });
            store.never(batch.number(), never);
            store.ended(batch.number(), over);
            return;
        } else {
            store.ended(batch.number(), found.keySet());
        }
        store.doubt(batch.number(), null);
    }

    /// Ends what is open of a batch that has a verdict, each line once.
    void settle(long number) throws IOException, RecordingUnavailable {
        BatchStore.Batch batch = store.get(number);
        if (batch == null || batch.ending() == null) {
            return;
        }
        BatchVerdict verdict = batch.ending();
        if (batch.id() == null) {
            synchronized (this) {
                resolve(batch);
            }
        }
        OpenBatch lines = open(batch);
        try {
            synchronized (lines) {
                Set<UUID> told = new HashSet<>();
                for (List<BatchStore.Started> some = store.open(number); !some.isEmpty(); some = store.open(number)) {
                    List<BatchLine.Ended> ends = new ArrayList<>();
                    for (BatchStore.Started line : some) {
                        BatchStore.Started now = lines.line(line.call());
                        if (now != null && !now.hasEnded() && told.add(line.call())) {
                            ends.add(ended(batch, line, verdict));
                        }
                    }
                    lines.end(ends);
                    lines.flush();
                }
            }
        } finally {
            close(number, lines);
        }
        if (batch.id() == null) {
            store.forget(number);
        } else {
            store.ending(number, null);
        }
    }

    private static BatchLine.Ended ended(BatchStore.Batch batch, BatchStore.Started line, BatchVerdict verdict) {
        var completed = new CallCompleted(
                line.call(),
                verdict.outcome(),
                verdict.reason(),
                verdict.status(),
                ModelResponse.NONE,
                null,
                null,
                ResponseEnd.NONE,
                null,
                null,
                null,
                null,
                null,
                Timing.UNKNOWN);
        return new BatchLine.Ended(completed, new BatchLine.Place(batch.call(), line.number(), null, null));
    }

    /// Where a batch is over and all its results were fetched, what is left of its lines ends as the
    /// provider said.
    void finish(long number) throws IOException, RecordingUnavailable {
        String over = store.over(number);
        BatchVerdict verdict = over == null ? null : BatchVerdict.of(over);
        if (verdict != null) {
            store.ending(number, verdict);
            settle(number);
        }
    }

    /// Before the first call: what the process before left in doubt. Nothing is recorded.
    void begin() throws IOException {
        for (BatchStore.Batch batch : store.unsettled()) {
            if (batch.id() == null && batch.ending() == null) {
                store.ending(batch.number(), BatchVerdict.CRASH);
            } else if (batch.id() != null) {
                resolve(batch);
            }
        }
    }

    /// Ends what has a verdict, and forgets what is old.
    void tend(Instant now, Duration keep) throws IOException {
        for (BatchStore.Batch batch : store.unsettled()) {
            if (batch.ending() != null) {
                try {
                    settle(batch.number());
                } catch (RecordingUnavailable e) {
                    log.warn("lines of a batch cannot be ended now and will be: {}", e.getMessage());
                    return;
                }
            }
        }
        store.forgetBefore(now.minus(keep));
    }

    /// How many lines have no end yet.
    public long openLines() {
        try {
            return store.countOpen();
        } catch (IOException e) {
            return -1;
        }
    }
}
