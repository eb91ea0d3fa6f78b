package io.chirograph.verifier.options;

/// Told from time to time how far an examination has come.
@FunctionalInterface
public interface Progress {
    Progress NONE = (log, position, size) -> {};

    /// @param position everything below has been read
    /// @param size where the log ends
    void at(String log, long position, long size);
}
