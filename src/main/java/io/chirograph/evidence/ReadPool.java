package io.chirograph.evidence;

import java.util.concurrent.ExecutorService;

/// The threads that read objects ahead, and how many objects each cursor has in hand at most.
record ReadPool(ExecutorService threads, int window) {
    <I, O> Ahead<I, O> ahead(Ahead.Source<I> source, Ahead.Work<I, O> work) {
        return new Ahead<>(threads, window, source, work);
    }
}
