package io.chirograph.journal.internal;

/// Is told what the journal does, on its hot path: must be cheap and must not throw.
public interface CommitObserver {
    CommitObserver NONE = new CommitObserver() {};

    /// One record became durable, so long after its caller asked for it.
    default void appended(long nanos) {}

    /// One group became durable.
    default void committed(int records, int bytes) {}
}
