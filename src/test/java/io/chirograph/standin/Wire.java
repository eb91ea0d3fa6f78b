package io.chirograph.standin;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// One connection, written to byte by byte as a scenario wants it.
public final class Wire {
    private final Socket socket;
    private final OutputStream out;
    private final InputStream in;

    Wire(Socket socket, InputStream in) throws IOException {
        this.socket = socket;
        this.out = socket.getOutputStream();
        this.in = in;
    }

    public void raw(String text) throws IOException {
        raw(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    public void raw(byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
    }

    /// A head; header lines end in CRLF each.
    public void head(String status, String headerLines) throws IOException {
        raw("HTTP/1.1 " + status + "\r\n" + headerLines + "\r\n");
    }

    /// A whole answer of known length.
    public void answer(String status, String headerLines, byte[] body, boolean head) throws IOException {
        var all = new ByteArrayOutputStream();
        all.writeBytes(("HTTP/1.1 " + status + "\r\n" + headerLines + "Content-Length: " + body.length + "\r\n\r\n")
                .getBytes(StandardCharsets.ISO_8859_1));
        if (!head) {
            all.writeBytes(body);
        }
        raw(all.toByteArray());
    }

    public void chunk(byte[] bytes) throws IOException {
        if (bytes.length > 0) {
            var all = new ByteArrayOutputStream();
            all.writeBytes((Integer.toHexString(bytes.length) + "\r\n").getBytes(StandardCharsets.US_ASCII));
            all.writeBytes(bytes);
            all.writeBytes(new byte[] {'\r', '\n'});
            raw(all.toByteArray());
        }
    }

    public void chunk(String text) throws IOException {
        chunk(text.getBytes(StandardCharsets.UTF_8));
    }

    public void lastChunk() throws IOException {
        raw("0\r\n\r\n");
    }

    /// Reads a whole request; false when the peer closed the connection instead.
    public boolean request() throws IOException {
        return Received.read(in, out) != null;
    }

    /// Reads a whole request; null when the peer closed the connection instead.
    public @Nullable Received received() throws IOException {
        return Received.read(in, out);
    }

    /// Reads a whole request and answers its body, at most the first megabyte; empty where the peer closed instead.
    public String body() throws IOException {
        Received request = Received.read(in, out);
        return request == null ? "" : request.body();
    }

    /// Ends this side of the connection and leaves the other.
    public void end() throws IOException {
        socket.shutdownOutput();
    }

    /// Waits until the peer has closed the connection.
    public void awaitClose() {
        try {
            while (in.read() >= 0) {
                // what a client sends while it waits for an answer is of no interest
            }
        } catch (IOException closed) {
            // a reset is a close
            return;
        }
    }

    /// Takes a WebSocket.
    public SocketWire socket(String... headers) throws IOException {
        return SocketWire.accept(in, out, headers);
    }

    /// Takes a WebSocket that was asked for with this request.
    SocketWire socket(Received request, String... headers) throws IOException {
        SocketWire wire = SocketWire.of(request, in, out);
        wire.switchProtocols(headers);
        return wire;
    }

    /// A request for a WebSocket, not answered yet.
    public SocketWire askedForSocket() throws IOException {
        return SocketWire.asked(in, out);
    }

    public void close() throws IOException {
        socket.close();
    }

    /// Closes so that the peer gets a reset.
    public void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }
}
