package io.chirograph.accesslog.format;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// The records of one piece of a log, in order. One thread.
@FunctionalInterface
public interface LogRecords {
    /// A record may be so many bytes; a longer one is passed over and is a bad one.
    int MAX_RECORD = 1 << 18;

    /// The next record; null behind the last.
    /// @throws MalformedLogException what follows is no log of this format
    /// @throws IOException it could not be read, now
    @Nullable
    LogRecord next() throws IOException;

    /// The rest of a piece cannot be understood, however often it is read.
    final class MalformedLogException extends IOException {
        public MalformedLogException(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
