package io.chirograph.gateway.call;

import io.chirograph.content.capture.WaitingContent;
import io.chirograph.gateway.http.Spool;
import io.chirograph.gateway.http.SpoolFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/// Content that waits in memory, or in the spool where there is no memory for it. One thread.
public final class WaitingBody implements WaitingContent {
    private static final int LEAST = 4 * 1024;
    private static final int MOST = 256 * 1024;
    private static final long STEP = 1 << 20;

    private final Spool spool;
    private final LongPredicate memory;
    private byte[] buffer = {};
    private int filled;
    private @Nullable SpoolFile file;
    private long spooled;
    private long reserved;

    /// @param memory takes so many bytes of the request's memory, or answers false
    public WaitingBody(Spool spool, LongPredicate memory) {
        this.spool = spool;
        this.memory = memory;
    }

    @Override
    public void write(byte[] bytes, int length) throws IOException {
        if (file == null && fits(filled + length)) {
            System.arraycopy(bytes, 0, buffer, filled, length);
            filled += length;
        } else {
            spool(buffer, filled);
            filled = 0;
            spool(bytes, length);
        }
    }

    private boolean fits(int wanted) {
        if (wanted <= buffer.length) {
            return true;
        }
        int larger = Math.max(LEAST, Math.max(wanted, buffer.length * 2));
        if (larger > MOST || !memory.test(larger - buffer.length)) {
            return false;
        }
        buffer = Arrays.copyOf(buffer, larger);
        return true;
    }

    private void spool(byte[] bytes, int length) throws IOException {
        if (length > 0) {
            if (spooled + length > reserved) {
                if (!spool.room().reserve(STEP + length)) {
                    throw new IOException("the spool has no room for content that waits");
                }
                reserved += STEP + length;
            }
            try {
                SpoolFile to = file == null ? spool.open() : file;
                file = to;
                to.write(bytes, length);
            } catch (SpoolFile.Failure e) {
                throw new IOException("content cannot be spooled", e);
            }
            spooled += length;
        }
    }

    @Override
    public InputStream open() {
        SpoolFile from = file;
        return from == null ? new ByteArrayInputStream(buffer, 0, filled) : from.open();
    }

    @Override
    public void close() {
        SpoolFile open = file;
        file = null;
        if (open != null) {
            open.close();
        }
        spool.room().release(reserved);
        reserved = 0;
    }
}
