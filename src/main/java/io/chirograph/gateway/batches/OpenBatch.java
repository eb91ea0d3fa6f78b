package io.chirograph.gateway.batches;

import io.chirograph.event.facts.BatchLine;
import io.chirograph.recording.JournaledLines;
import io.chirograph.recording.Recorder;
import io.chirograph.recording.RecordingUnavailable;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Ends lines of one batch, each once. Before the first, the store says from which record of the journal on
/// it may know less; after the last, it knows all. Of a batch that has no id that position stays before the
/// starts of its lines. Not safe for many threads: whoever uses it holds its lock.
final class OpenBatch {
    private static final Logger log = LoggerFactory.getLogger(OpenBatch.class);
    private static final int MOST_WAITING = 5000;

    private final BatchStore store;
    private final Recorder recorder;
    private final JournaledLines journaled;
    private final BatchStore.Batch batch;
    private final Set<UUID> ended = new HashSet<>();
    private boolean isDoubted;
    int users;

    OpenBatch(BatchStore store, Recorder recorder, JournaledLines journaled, BatchStore.Batch batch) {
        this.store = store;
        this.recorder = recorder;
        this.journaled = journaled;
        this.batch = batch;
        this.isDoubted = batch.doubt() != null;
    }

    /// A line by its call, as it is now; null where the batch has none.
    BatchStore.@Nullable Started line(UUID call) throws IOException {
        BatchStore.Started found = store.line(batch.number(), call);
        return found == null || !ended.contains(call)
                ? found
                : new BatchStore.Started(call, found.number(), found.path(), found.model(), true);
    }

    /// Records ends of lines that have none. Durable on return.
    void end(List<BatchLine.Ended> ends) throws IOException, RecordingUnavailable {
        if (ends.isEmpty()) {
            return;
        }
        long before = journaled.end();
        if (!isDoubted) {
            store.doubt(batch.number(), before);
            isDoubted = true;
        }
        try {
            recorder.record(ends, batch.retention());
        } catch (RecordingUnavailable e) {
            seek(before, ends);
            throw e;
        }
        ends.forEach(end -> ended.add(end.callId()));
        if (ended.size() >= MOST_WAITING) {
            flush();
        }
    }

    /// Some may be recorded all the same.
    private void seek(long before, List<BatchLine.Ended> ends) {
        Set<UUID> meant = new HashSet<>();
        ends.forEach(end -> meant.add(end.callId()));
        try {
            Map<UUID, Integer> found = journaled.since(before, meant::contains);
            ended.addAll(found == null ? meant : found.keySet());
        } catch (IOException | RuntimeException e) {
            ended.addAll(meant); // never twice; the next start looks again
            log.warn("whether lines of a batch have ended cannot be read now: {}", e.getMessage());
        }
    }

    void flush() throws IOException {
        store.ended(batch.number(), ended);
        ended.clear();
    }

    /// The store knows all from here on.
    void close() throws IOException {
        if (isDoubted) {
            flush();
            if (batch.id() != null) {
                store.doubt(batch.number(), null);
                isDoubted = false;
            }
        }
    }
}
