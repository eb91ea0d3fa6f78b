package io.chirograph.verifier.scan;

import java.util.concurrent.ExecutorService;

/// The threads that read objects ahead, and how many objects each cursor has in hand at most.
public record ReadPool(ExecutorService threads, int window) {
    public <I, O> ReadAhead<I, O> ahead(ReadAhead.Source<I> source, ReadAhead.Work<I, O> work) {
        return new ReadAhead<>(threads, window, source, work);
    }
}
