package io.chirograph.journal.internal;

/// Is told what the journal does, on its hot path: must be cheap and must not throw.
interface CommitObserver {
    CommitObserver NONE = new CommitObserver() {
        @Override
        public void appended(long nanos) {
            // nobody asked
        }

        @Override
        public void committed(int records, int bytes) {
            // nobody asked
        }
    };

    /// One record became durable, so long after its caller asked for it.
    void appended(long nanos);

    /// One group became durable.
    void committed(int records, int bytes);
}
