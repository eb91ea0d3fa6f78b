package io.chirograph.accesslog.format;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Records that are a line each. A position is the number of bytes before.
final class LineRecords implements LogRecords {
    private static final int READ = 1 << 16;

    private final InputStream in;
    private final boolean whole;
    private final Parse parse;
    private final byte[] buffer = new byte[READ];
    private int at;
    private int end;
    private long position;
    private byte[] line = new byte[1024];
    private int length;

    /// Reads one line.
    @FunctionalInterface
    interface Parse {
        /// @param into gets what the line tells of, also where the rest of it cannot be understood
        /// @throws IllegalArgumentException it is none of the format, or something of it is not
        void read(byte[] line, List<StoreAccess> into);
    }

    LineRecords(InputStream in, long from, boolean whole, Parse parse) {
        this.in = in;
        this.position = from;
        this.whole = whole;
        this.parse = parse;
    }

    @Override
    public @Nullable LogRecord next() throws IOException {
        while (true) {
            length = 0;
            long read = 0;
            boolean ended = false;
            while (!ended && fill()) {
                int from = at;
                while (at < end && buffer[at] != '\n') {
                    at++;
                }
                keep(from, at - from);
                read += at - from;
                ended = at < end;
                at += ended ? 1 : 0;
            }
            if (!ended && (!whole || read == 0)) {
                return null;
            }
            position += read + (ended ? 1 : 0);
            if (read > MAX_RECORD) {
                return new LogRecord(List.of(), "a line of " + read + " bytes", position);
            }
            if (!isBlank()) {
                return record();
            }
        }
    }

    private LogRecord record() {
        List<StoreAccess> accesses = new ArrayList<>();
        String bad = null;
        try {
            parse.read(Arrays.copyOf(line, length), accesses);
        } catch (RuntimeException e) {
            bad = String.valueOf(e.getMessage()); // whatever a client made the store write, what follows it is read
        }
        return new LogRecord(accesses, bad, position);
    }

    private boolean fill() throws IOException {
        if (at == end) {
            at = 0;
            end = Math.max(0, in.read(buffer, 0, buffer.length));
        }
        return at < end;
    }

    /// What is beyond the bound is read and forgotten.
    private void keep(int from, int count) {
        int kept = Math.min(count, MAX_RECORD - length);
        if (length + kept > line.length) {
            line = Arrays.copyOf(line, Math.min(MAX_RECORD, Math.max(line.length * 2, length + kept)));
        }
        System.arraycopy(buffer, from, line, length, kept);
        length += kept;
    }

    private boolean isBlank() {
        for (int i = 0; i < length; i++) {
            if (line[i] != ' ' && line[i] != '\r') {
                return false;
            }
        }
        return true;
    }
}
