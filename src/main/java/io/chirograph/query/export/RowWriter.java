package io.chirograph.query.export;

import java.io.IOException;

/// Writes items in one format. The same items in the same order give the same bytes. Not safe for several threads.
interface RowWriter {
    /// Writes what stands before the first item.
    void begin() throws IOException;

    void row(Row row) throws IOException;

    /// Writes what stands behind the last item.
    void end() throws IOException;
}
