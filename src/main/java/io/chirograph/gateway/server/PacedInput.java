package io.chirograph.gateway.server;

import java.io.IOException;
import java.net.SocketTimeoutException;
import org.apache.coyote.InputBuffer;
import org.apache.tomcat.util.net.ApplicationBufferHandler;
import org.jspecify.annotations.Nullable;

/// The request bodies of one connection; ends one that comes too slowly. One thread.
final class PacedInput implements InputBuffer {
    private final InputBuffer input;
    private final BodyPace pace;
    private @Nullable OpenConnection connection;
    private long bytes;
    private long waited;

    PacedInput(InputBuffer input, BodyPace pace) {
        this.input = input;
        this.pace = pace;
    }

    /// The body of a new request begins.
    void begin(@Nullable OpenConnection over) {
        connection = over;
        bytes = 0;
        waited = 0;
    }

    /// @throws SocketTimeoutException the body came too slowly; nothing more comes over this connection
    @Override
    public int doRead(ApplicationBufferHandler handler) throws IOException {
        OpenConnection over = connection;
        if (over == null) {
            return input.doRead(handler);
        }
        long before = System.nanoTime();
        over.within(pace.allowed(bytes) - waited);
        int count = -1;
        try {
            count = input.doRead(handler);
        } catch (IOException e) {
            throw over.isLate() ? late(e) : e;
        } finally {
            over.untimed();
            waited += System.nanoTime() - before;
            bytes += Math.max(count, 0);
        }
        if (over.isLate()) {
            throw late(null);
        }
        return count;
    }

    private static SocketTimeoutException late(@Nullable IOException cause) {
        var late = new SocketTimeoutException("the request body came too slowly");
        late.initCause(cause);
        return late;
    }

    @Override
    public int available() {
        return input.available();
    }
}
