package io.chirograph.content.capture;

import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/// A response that is kept as it streams by. One thread.
public final class ResponseCapture implements AutoCloseable {
    private final CallContent.Keeping keeping;
    private final WaitingContent waiting;
    private final @Nullable EchoMask mask;
    private long received;

    /// @param mask of what must not be kept; null for nothing
    ResponseCapture(CallContent.Keeping keeping, WaitingContent waiting, @Nullable EchoMask mask) {
        this.keeping = keeping;
        this.waiting = waiting;
        this.mask = mask;
    }

    /// Takes the next bytes.
    /// @throws io.chirograph.recording.ContentWriter.Unavailable the journal does not take them
    public void received(byte[] bytes, int length) throws IOException {
        received += length;
        if (mask == null) {
            keep(bytes, length);
        } else {
            byte[] decided = mask.through(bytes, length);
            keep(decided, decided.length);
        }
    }

    private void keep(byte[] bytes, int length) throws IOException {
        if (!keeping.waits()) {
            keeping.write(bytes, length);
        } else if (keeping.mayWait(received)) {
            waiting.write(bytes, length);
        } else {
            waiting.close(); // its room is somebody else's from now on
        }
    }

    /// What is kept of all that came.
    /// @throws io.chirograph.recording.ContentWriter.Unavailable the journal does not take it
    public CapturedContent end() throws IOException {
        long echoes = 0;
        if (mask != null) {
            byte[] rest = mask.rest();
            keep(rest, rest.length);
            echoes = mask.found();
        }
        if (!keeping.waits()) {
            return keeping.end(echoes);
        }
        try (InputStream all = waiting.open()) {
            return keeping.redacted(all, echoes);
        }
    }

    @Override
    public void close() {
        keeping.close();
        waiting.close();
    }
}
