package io.chirograph.query.read;

import io.chirograph.recording.RecordingUnavailable;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// A response of which nothing goes out before it is recorded; all is dropped where that fails. One thread at a time.
final class RecordedResponse extends HttpServletResponseWrapper {
    private final Commit event;
    private boolean released;
    private @Nullable RecordingUnavailable refusal;
    private @Nullable ServletOutputStream stream;
    private @Nullable PrintWriter writer;

    RecordedResponse(HttpServletResponse response, Commit event) {
        super(response);
        this.event = event;
    }

    /// Makes a response's event durable.
    @FunctionalInterface
    interface Commit {
        void record(int status) throws RecordingUnavailable;
    }

    /// Why nothing may go out; null as long as something may.
    @Nullable
    RecordingUnavailable refusal() {
        return refusal;
    }

    /// Records the response, where that has not happened.
    /// @return whether it may go out
    boolean release() {
        return release(getStatus());
    }

    /// Ends the response.
    void finish() {
        if (writer != null) {
            writer.flush();
        }
        release();
    }

    boolean release(int status) {
        if (!released && refusal == null) {
            try {
                event.record(status);
                released = true; // the commit point: before it nothing goes out
            } catch (RecordingUnavailable e) {
                refusal = e;
            }
        }
        return released;
    }

    @Override
    public ServletOutputStream getOutputStream() throws IOException {
        if (stream == null) {
            stream = new Held(super.getOutputStream());
        }
        return stream;
    }

    @Override
    public PrintWriter getWriter() throws IOException {
        if (writer == null) {
            writer = new PrintWriter(new OutputStreamWriter(getOutputStream(), StandardCharsets.UTF_8));
        }
        return writer;
    }

    @Override
    public void flushBuffer() throws IOException {
        if (release()) {
            super.flushBuffer();
        }
    }

    @Override
    public void sendError(int status) throws IOException {
        if (release(status)) {
            super.sendError(status);
        }
    }

    @Override
    public void sendError(int status, String message) throws IOException {
        if (release(status)) {
            super.sendError(status, message);
        }
    }

    @Override
    public void sendRedirect(String location) throws IOException {
        if (release(HttpServletResponse.SC_FOUND)) {
            super.sendRedirect(location);
        }
    }

    @Override
    public void sendRedirect(String location, int status, boolean clearBuffer) throws IOException {
        if (release(status)) {
            super.sendRedirect(location, status, clearBuffer);
        }
    }

    private final class Held extends ServletOutputStream {
        private final ServletOutputStream out;

        Held(ServletOutputStream out) {
            this.out = out;
        }

        @Override
        public void write(int value) throws IOException {
            if (release()) {
                out.write(value);
            }
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            if (release()) {
                out.write(bytes, from, length);
            }
        }

        @Override
        public void flush() throws IOException {
            if (release()) {
                out.flush();
            }
        }

        @Override
        public void close() throws IOException {
            if (release()) {
                out.close();
            }
        }

        @Override
        public boolean isReady() {
            return out.isReady();
        }

        @Override
        public void setWriteListener(WriteListener listener) {
            throw new IllegalStateException("answers are written by the thread that makes them");
        }
    }
}
