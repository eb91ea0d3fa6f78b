package io.chirograph.forwarding;

/// Brings batches to one destination. One thread at a time.
interface Sender extends AutoCloseable {
    /// What became of a batch that arrived.
    sealed interface Delivery {
        /// It was taken.
        /// @param dropped how many of its events the destination says it did not keep; sending them
        ///     again is no use
        record Taken(long dropped) implements Delivery {}

        /// It will not be taken, however often it is sent.
        record Refused(String why) implements Delivery {}
    }

    /// @param events how many are in it
    /// @throws DestinationAwayException also when the thread is interrupted, which it still is then:
    ///     whether it arrived is not known, or it is to be tried again later
    Delivery send(byte[] body, int events);

    @Override
    void close();
}
