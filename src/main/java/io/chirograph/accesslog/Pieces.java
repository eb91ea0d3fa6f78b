package io.chirograph.accesslog;

import io.chirograph.accesslog.format.LogRecords;
import io.chirograph.recording.RecordingUnavailable;
import java.io.IOException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What takes in the pieces of a log. One thread.
interface Pieces {
    /// How far a piece was read; null of one that was never seen.
    @Nullable
    Piece known(String name) throws IOException;

    /// When the log was last read as far as it went; null before the first time.
    @Nullable
    Instant complete() throws IOException;

    /// Takes in what follows. Where it throws, all that came before is kept.
    /// @param from where the records begin
    /// @return how far it was read
    Piece follow(Piece from, LogRecords records) throws IOException, RecordingUnavailable;

    /// Remembers how far a piece was read.
    void remember(Piece piece) throws IOException;

    /// Something is wrong with the log.
    /// @param isLoss whether something of it could not be read
    void found(String finding, boolean isLoss);
}
