package io.chirograph.verifier.scan;

import java.util.concurrent.ExecutorService;

/// Threads that read ahead, and how many objects a cursor holds.
public record ReadPool(ExecutorService threads, int window) {
    public <I, O> ReadAhead<I, O> ahead(ReadAhead.Source<I> source, ReadAhead.Work<I, O> work) {
        return new ReadAhead<>(threads, window, source, work);
    }
}
