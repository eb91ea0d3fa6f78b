package io.chirograph.query.export;

import io.chirograph.query.lookup.IndexReader;
import io.chirograph.web.ApiException;
import io.chirograph.web.ErrorCode;
import java.io.IOException;
import java.sql.SQLException;
import java.util.concurrent.Semaphore;

/// Bounds how many exports are made at once. Safe for many threads.
///
/// An export goes on for as long as its reader takes the bytes, so the places are few, and who finds none is told to
/// come again instead of being kept waiting. Between its pages an export holds nothing of the index.
/// @param index that exports are made from
public record Exports(IndexReader index, Semaphore places) {
    private static final int AT_ONCE = 4;

    public Exports(IndexReader index) {
        this(index, new Semaphore(AT_ONCE));
    }

    /// What is done in one place.
    @FunctionalInterface
    interface Work<T> {
        T done() throws IOException, SQLException;
    }

    <T> T inAPlace(Work<T> work) throws IOException, SQLException {
        if (!places.tryAcquire()) {
            throw new ApiException(
                    ErrorCode.OVERLOADED, "As many exports as this process makes at once are under way; try again.");
        }
        try {
            return work.done();
        } finally {
            places.release();
        }
    }
}
