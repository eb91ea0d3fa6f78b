package io.chirograph.publishedlog;

/// Takes the entries of a segment in order.
@FunctionalInterface
public interface EntrySink {
    /// @param position where the entry stands in the log
    /// @param entry its bytes, an event's; they belong to the taker
    void accept(long position, byte[] entry);
}
