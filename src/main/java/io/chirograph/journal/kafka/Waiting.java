package io.chirograph.journal.kafka;

import io.chirograph.journal.Journal;
import io.chirograph.journal.JournalFailedException;
import io.chirograph.journal.JournalFullException;
import io.chirograph.journal.NamedContent;
import io.chirograph.journal.StagedContent;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// One append or stage on its way. Its caller waits for a bounded time; the writer answers once, or finds nobody.
final class Waiting {
    private static final long LEAST_NANOS = 1_000_000;

    private final List<Journal.Entry> entries;
    private final @Nullable Staging staging;
    private final AtomicReference<State> state = new AtomicReference<>(State.QUEUED);
    private final CompletableFuture<Long> answer = new CompletableFuture<>();
    private final int bytes;

    private enum State {
        QUEUED,
        /// The writer has it: from here on it may be written.
        TAKEN,
        ANSWERED,
        GONE
    }

    /// Content that no record names yet.
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Staging(UUID key, byte part, StagedContent before, byte[] bytes) {
        ContentState.Part of() {
            return new ContentState.Part(key, part);
        }
    }

    private Waiting(List<Journal.Entry> entries, @Nullable Staging staging) {
        this.entries = entries;
        this.staging = staging;
        int size = staging == null ? 0 : staging.bytes.length;
        for (Journal.Entry one : entries) {
            size += one.record().payload().length;
            for (NamedContent content : one.content()) {
                size += content.rest().length + content.head().length;
            }
        }
        bytes = size;
    }

    static Waiting append(List<Journal.Entry> entries) {
        return new Waiting(entries, null);
    }

    static Waiting stage(Staging staging) {
        return new Waiting(List.of(), staging);
    }

    List<Journal.Entry> entries() {
        return entries;
    }

    @Nullable
    Staging staging() {
        return staging;
    }

    int bytes() {
        return bytes;
    }

    /// Whether the caller is still there; after that it cannot leave without an unknown outcome.
    boolean take() {
        return state.compareAndSet(State.QUEUED, State.TAKEN);
    }

    void durable(long at) {
        if (state.compareAndSet(State.TAKEN, State.ANSWERED)) {
            answer.complete(at);
        }
    }

    /// Tells the caller why not, whether or not the writer has taken it.
    void refuse(Exception why) {
        State before = state.getAndUpdate(now -> now == State.GONE ? now : State.ANSWERED);
        if (before != State.GONE) {
            answer.completeExceptionally(why);
        }
    }

    /// Waits through interrupts, because the outcome must be known; the thread stays interrupted.
    /// @return the sequence number of the first record; of staged content the offset of its first piece
    long await(Duration most) throws JournalFullException, JournalFailedException {
        long end = System.nanoTime() + most.toNanos();
        boolean isInterrupted = false;
        try {
            while (true) {
                try {
                    return answer.get(Math.max(LEAST_NANOS, end - System.nanoTime()), TimeUnit.NANOSECONDS);
                } catch (InterruptedException _) {
                    isInterrupted = true;
                } catch (TimeoutException _) {
                    leave(most);
                } catch (ExecutionException e) {
                    throw thrown(e.getCause());
                }
            }
        } finally {
            if (isInterrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void leave(Duration most) throws JournalFullException, JournalFailedException {
        if (state.compareAndSet(State.QUEUED, State.GONE)) {
            throw new JournalFullException("Kafka acknowledges nothing, and this was not sent within " + most, most);
        }
        if (state.compareAndSet(State.TAKEN, State.GONE)) {
            throw new JournalFailedException(
                    "Kafka has not acknowledged this within " + most + "; whether it will be there is unknown", null);
        }
    }

    private static RuntimeException thrown(@Nullable Throwable why)
            throws JournalFullException, JournalFailedException {
        return switch (why) {
            case JournalFullException full -> throw full;
            case JournalFailedException failed -> throw failed;
            case RuntimeException other -> other;
            case null, default -> new IllegalStateException("an append was answered by " + why, why);
        };
    }
}
