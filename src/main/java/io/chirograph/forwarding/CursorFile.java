package io.chirograph.forwarding;

import io.chirograph.support.disk.DurableFiles;
import io.chirograph.support.disk.SmallFile;
import io.chirograph.support.json.StrictJson;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/// One cursor on disk. One writer.
record CursorFile(Path path) {
    private static final int MOST = 256 << 10;

    /// @throws IOException it cannot be read, or is no cursor of this log: nothing is sent until
    ///     somebody looks
    Optional<ForwardCursor> read(String log) throws IOException {
        try {
            ForwardCursor cursor = ForwardCursor.read(SmallFile.read(path, MOST));
            if (!cursor.log().equals(log)) {
                throw new IOException(path + " is about log " + cursor.log());
            }
            return Optional.of(cursor);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            throw new IOException(path + " is no cursor: " + e.getMessage(), e);
        }
    }

    /// Durable on return; after a crash the file holds this cursor or the one before.
    void write(ForwardCursor cursor) throws IOException {
        DurableFiles.replace(path, StrictJson.bytes(cursor), DurableFiles.OWNER_ONLY);
    }
}
