package io.chirograph.gateway.batches;

import org.jspecify.annotations.Nullable;

/// How results of a batch stand in a response, which is read as it passes. One thread.
interface ResultForm {
    void feed(byte[] bytes, int offset, int length);

    /// The response came whole.
    void end();

    /// Takes results as they are read.
    @FunctionalInterface
    interface Sink {
        /// @param result null for what is no result
        /// @param text null for one that is too long to be read
        void result(@Nullable ResultText result, byte @Nullable [] text);
    }
}
