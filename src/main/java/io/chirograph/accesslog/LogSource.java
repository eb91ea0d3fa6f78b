package io.chirograph.accesslog;

import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.recording.RecordingUnavailable;
import java.io.IOException;

/// Where a store puts its log.
interface LogSource extends AutoCloseable {
    /// Reads what is new.
    /// @throws ArchiveUnavailableException it could not be read to its end; worth another try
    /// @throws IOException likewise
    void read(Pieces pieces) throws ArchiveUnavailableException, IOException, RecordingUnavailable;

    @Override
    void close();
}
