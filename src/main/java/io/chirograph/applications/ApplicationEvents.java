package io.chirograph.applications;

import io.chirograph.gateway.refusal.Refusal;
import io.chirograph.journal.Journal;
import io.chirograph.journal.JournalCorruptException;
import io.chirograph.journal.JournalRecord;
import io.chirograph.recording.EventWithContent;
import io.chirograph.recording.Recorded;
import io.chirograph.support.digest.Sha256;
import io.chirograph.tlog.Hash;
import io.chirograph.tlog.TreeHasher;
import io.chirograph.web.ErrorCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes the events of requests, each request once. Thread-safe.
final class ApplicationEvents {
    private static final Logger log = LoggerFactory.getLogger(ApplicationEvents.class);

    /// How many other events may have come between the reservation of a key and its events, for receipts.
    private static final long MOST_BETWEEN = 20_000;

    private final EventReader reader;
    private final EventRecorder recorder;
    private final IdempotencyKeys keys;
    private final Journal journal;
    private final Duration patience;
    private final Map<String, CompletableFuture<Void>> underWay = new ConcurrentHashMap<>();

    /// @param patience how long a repetition waits for the request that it repeats
    ApplicationEvents(
            EventReader reader, EventRecorder recorder, IdempotencyKeys keys, Journal journal, Duration patience) {
        this.reader = reader;
        this.recorder = recorder;
        this.keys = keys;
        this.journal = journal;
        this.patience = patience;
    }

    /// Where an event stands in the log.
    record Place(long position, Instant time, Hash leaf) {
        static Place of(Recorded recorded) {
            return new Place(
                    recorded.position(),
                    recorded.event().time(),
                    TreeHasher.leaf(recorded.event().canonical()));
        }
    }

    /// What became of a request.
    /// @param ids of its events, in its order
    /// @param places where they stand, in the same order; empty where they were recorded before
    ///     and the journal does not say any more
    record Taken(List<UUID> ids, List<Place> places, boolean isRepeated) {
        Taken {
            ids = List.copyOf(ids);
            places = List.copyOf(places);
        }

        private static Taken now(List<UUID> ids, List<Recorded> recorded) {
            return new Taken(ids, recorded.stream().map(Place::of).toList(), false);
        }
    }

    /// Records the events of a request; durable on return.
    /// @throws Refusal nothing of it is recorded, or nobody can say before the next start
    Taken take(Submission request) {
        String key = request.key();
        if (key == null) {
            List<EventWithContent> events = read(request);
            try {
                return Taken.now(EventRecorder.ids(events), recorder.record(events));
            } catch (EventRecorder.OutcomeUnknown e) {
                throw e.refusal();
            }
        }
        byte[] id = Sha256.of(
                request.scope().getBytes(StandardCharsets.UTF_8), new byte[1], key.getBytes(StandardCharsets.UTF_8));
        String name = HexFormat.of().formatHex(id);
        CompletableFuture<Void> mine = enter(name);
        try {
            return once(request, id);
        } catch (IOException e) {
            log.error("idempotency keys cannot be kept", e);
            throw new Refusal(ErrorCode.STATE_UNAVAILABLE, "Idempotency keys cannot be kept now; nothing is recorded.");
        } finally {
            underWay.remove(name, mine);
            mine.complete(null);
        }
    }

    private List<EventWithContent> read(Submission request) {
        return recorder.prepare(request, reader.read(request.headers().list("content-type"), request.body()));
    }

    private CompletableFuture<Void> enter(String name) {
        CompletableFuture<Void> mine = new CompletableFuture<>();
        long end = System.nanoTime() + patience.toNanos();
        for (CompletableFuture<Void> other = underWay.putIfAbsent(name, mine);
                other != null;
                other = underWay.putIfAbsent(name, mine)) {
            try {
                other.get(end - System.nanoTime(), TimeUnit.NANOSECONDS);
            } catch (TimeoutException e) {
                throw busy();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw busy();
            } catch (ExecutionException e) {
                throw new IllegalStateException("nobody completes it so", e);
            }
        }
        return mine;
    }

    private static Refusal busy() {
        return new Refusal(
                ErrorCode.OVERLOADED, "The request that this one repeats is still being recorded.", "Idempotency-Key");
    }

    private Taken once(Submission request, byte[] key) throws IOException {
        byte[] body = Sha256.of(request.body());
        IdempotencyKeys.Known known = keys.find(key);
        if (known != null) {
            if (!Arrays.equals(known.body(), body)) {
                throw new Refusal(
                        ErrorCode.IDEMPOTENCY_KEY_REUSED,
                        "This Idempotency-Key came with another body within the last " + IdempotencyKeys.KEPT.toHours()
                                + " hours.",
                        "Idempotency-Key");
            }
            if (!known.isRecorded()) {
                throw new Refusal(
                        ErrorCode.RECORDING_UNAVAILABLE,
                        "Nobody can say now whether the request that this one repeats is recorded. The next start may know.");
            }
            return new Taken(known.ids(), places(known), true);
        }
        List<EventWithContent> events = read(request);
        List<UUID> ids = EventRecorder.ids(events);
        if (!keys.reserve(key, body, ids, journal.nextSequence())) {
            throw new Refusal(
                    ErrorCode.STATE_UNAVAILABLE,
                    "There are as many idempotency keys as are kept; nothing is recorded.");
        }
        List<Recorded> recorded;
        try {
            recorded = recorder.record(events);
        } catch (EventRecorder.OutcomeUnknown e) {
            throw e.refusal();
        } catch (Refusal e) {
            keys.forget(key);
            throw e;
        }
        try {
            keys.recorded(key);
        } catch (IOException e) {
            log.error("an idempotency key is not marked as recorded; repetitions are refused until the next start", e);
        }
        return Taken.now(ids, recorded);
    }

    /// Where the events of a key stand, as long as the journal has them. They are next to each other, not far behind
    /// its end of that time.
    private List<Place> places(IdempotencyKeys.Known known) {
        List<Place> places = new ArrayList<>();
        List<UUID> ids = known.ids();
        long last = known.sequence() + MOST_BETWEEN;
        try {
            if (known.sequence() >= journal.firstSequence()) {
                long unused = journal.read(known.sequence(), stored -> {
                    JournalRecord entry = stored.entry();
                    if (entry.key().equals(ids.get(places.size()))) {
                        places.add(new Place(stored.sequence(), entry.time(), TreeHasher.leaf(entry.payload())));
                    }
                    return places.size() < ids.size() && stored.sequence() < last;
                });
            }
        } catch (IOException | JournalCorruptException | IllegalArgumentException e) {
            log.warn("a repeated request gets no receipts: its events cannot be read", e);
        }
        return places.size() == ids.size() ? places : List.of();
    }
}
