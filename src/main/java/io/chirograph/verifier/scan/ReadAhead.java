package io.chirograph.verifier.scan;

import io.chirograph.archive.ArchiveUnavailableException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/// Works on several things at a time and returns results in order.
/// At most `window` things are in hand.
public final class ReadAhead<I, O> implements AutoCloseable {
    /// Answers the next thing, or null when there are no more.
    @FunctionalInterface
    public interface Source<I> {
        @Nullable
        I next() throws ArchiveUnavailableException;
    }

    /// What is done with each, on any thread.
    @FunctionalInterface
    public interface Work<I, O> {
        O apply(I thing) throws ArchiveUnavailableException;
    }

    /// Threads that read ahead, and how many objects a cursor holds.
    public record Pool(ExecutorService threads, int window) implements AutoCloseable {
        public <I, O> ReadAhead<I, O> ahead(Source<I> source, Work<I, O> work) {
            return new ReadAhead<>(threads, window, source, work);
        }

        /// Interrupts what is still read, and does not wait for it.
        @Override
        public void close() {
            threads.shutdownNow();
        }
    }

    private final ExecutorService threads;
    private final int window;
    private final Source<I> source;
    private final Work<I, O> work;
    private final Deque<Future<O>> inHand = new ArrayDeque<>();
    private boolean more = true;

    private ReadAhead(ExecutorService threads, int window, Source<I> source, Work<I, O> work) {
        this.threads = threads;
        this.window = window;
        this.source = source;
        this.work = work;
    }

    /// The next result, or null behind the last.
    public @Nullable O next() throws ArchiveUnavailableException {
        O first = peek();
        inHand.poll();
        return first;
    }

    /// What [#next] will answer.
    public @Nullable O peek() throws ArchiveUnavailableException {
        while (more && inHand.size() < window) {
            I thing = source.next();
            if (thing == null) {
                more = false;
            } else {
                inHand.add(threads.submit(() -> work.apply(thing)));
            }
        }
        Future<O> first = inHand.peek();
        return first == null ? null : await(first);
    }

    private static <O> O await(Future<O> future) throws ArchiveUnavailableException {
        try {
            return future.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ArchiveUnavailableException("interrupted while reading", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof ArchiveUnavailableException unavailable) {
                throw new ArchiveUnavailableException(String.valueOf(unavailable.getMessage()), unavailable);
            }
            throw new IllegalStateException("a check failed to run", e);
        }
    }

    /// Gives up what is in hand.
    @Override
    public void close() {
        inHand.forEach(future -> future.cancel(true));
    }
}
