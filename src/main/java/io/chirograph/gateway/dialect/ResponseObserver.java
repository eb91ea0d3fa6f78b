package io.chirograph.gateway.dialect;

/// Observes a response as it streams by and says where its end begins.
///
/// One thread at a time; not reusable.
public interface ResponseObserver extends AutoCloseable {
    /// Sees the next bytes of the body as they come from the wire and returns how many of the newest of all
    /// that came must be held until the call is recorded as complete: the dialect's terminal event and
    /// everything after it. All older ones may be released at once.
    ///
    /// Where a dialect names no terminal event, what was held as the last event may go as soon as content
    /// follows. Never throws for what the bytes hold.
    long feed(byte[] buffer, int offset, int length);

    /// Whether the terminal event is whole: the dialect has nothing more to say. The body may go on all the
    /// same, and is fed to its end. For a compressed body this waits for the end of the compressed stream.
    boolean ended();

    /// What was learnt; called once, after the last byte or when the response broke off.
    ResponseFacts facts();

    /// Releases native decoders. Idempotent.
    @Override
    void close();
}
