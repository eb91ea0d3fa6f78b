package io.chirograph.standin;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// One end of a WebSocket, which sends what it is told, byte for byte, valid or not.
///
/// Written beside the gateway's own framing, and not with it: what both got wrong alike no test would see.
public final class SocketWire implements AutoCloseable {
    public static final int TEXT = 1;
    public static final int BINARY = 2;
    public static final int CLOSE = 8;
    public static final int PING = 9;
    public static final int PONG = 10;

    /// A key as clients send one.
    public static final String KEY = "dGhlIHNhbXBsZSBub25jZQ==";

    private final InputStream in;
    private final OutputStream out;
    private final boolean masks;
    private final List<String> head;
    private final @Nullable Socket socket;

    /// A frame as it came.
    @SuppressWarnings("ArrayRecordComponent") // never compared as a whole
    public record Got(int first, int opcode, boolean masked, byte[] payload) {
        public String text() {
            return new String(payload, StandardCharsets.UTF_8);
        }

        public int status() {
            return payload.length < 2 ? 1005 : ByteBuffer.wrap(payload).getShort() & 0xFFFF;
        }

        public JsonNode json() {
            return JsonMapper.shared().readTree(payload);
        }
    }

    private SocketWire(InputStream in, OutputStream out, boolean masks, List<String> head, @Nullable Socket socket) {
        this.in = in;
        this.out = out;
        this.masks = masks;
        this.head = head;
        this.socket = socket;
    }

    /// Opens one as a client; whether it was opened [#status] says.
    public static SocketWire open(Socket socket, String target, String... headers) throws IOException {
        var request = new StringBuilder("GET " + target + " HTTP/1.1\r\nHost: gateway\r\nUpgrade: websocket\r\n"
                + "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: " + KEY + "\r\n");
        for (String header : headers) {
            request.append(header).append("\r\n");
        }
        return raw(socket, request + "\r\n");
    }

    /// The same with a request of the test's own.
    public static SocketWire raw(Socket socket, String request) throws IOException {
        socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
        InputStream in = socket.getInputStream();
        return new SocketWire(in, socket.getOutputStream(), true, lines(in), socket);
    }

    /// Takes one as a server, at the path and with the headers that [#head] says.
    public static SocketWire accept(InputStream in, OutputStream out, String... headers) throws IOException {
        SocketWire wire = asked(in, out);
        wire.switchProtocols(headers);
        return wire;
    }

    /// A request for one, not answered yet.
    public static SocketWire asked(InputStream in, OutputStream out) throws IOException {
        return new SocketWire(in, out, false, lines(in), null);
    }

    static SocketWire of(Received request, InputStream in, OutputStream out) {
        return new SocketWire(in, out, false, request.headers(), null);
    }

    public void switchProtocols(String... headers) throws IOException {
        var answer =
                new StringBuilder("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        + "Sec-WebSocket-Accept: " + accept(header("sec-websocket-key")) + "\r\n");
        for (String header : headers) {
            answer.append(header).append("\r\n");
        }
        bytes((answer + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
    }

    private static List<String> lines(InputStream in) throws IOException {
        List<String> lines = new ArrayList<>();
        var line = new ByteArrayOutputStream();
        while (true) {
            int b = in.read();
            if (b < 0) {
                throw new EOFException("no head, but " + lines + line);
            }
            line.write(b);
            if (b == '\n') {
                String text = line.toString(StandardCharsets.ISO_8859_1).strip();
                if (text.isEmpty()) {
                    return lines;
                }
                lines.add(text);
                line.reset();
            }
        }
    }

    public static String accept(String key) {
        try {
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("SHA-1")
                            .digest((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")
                                    .getBytes(StandardCharsets.US_ASCII)));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    /// The request line or the status line, and the header lines.
    public List<String> head() {
        return head;
    }

    public int status() {
        return Integer.parseInt(head.getFirst().split(" ", 3)[1]);
    }

    /// Empty for none.
    public String header(String name) {
        return head.stream()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name + ":"))
                .map(line -> line.substring(name.length() + 1).strip())
                .findFirst()
                .orElse("");
    }

    public String callId() {
        return header("chirograph-call-id");
    }

    /// The rest of an answer that is no socket.
    public String rest() throws IOException {
        int length = Integer.parseInt(header("content-length"));
        return new String(in.readNBytes(length), StandardCharsets.UTF_8);
    }

    public void text(String text) throws IOException {
        frame(0x80 | TEXT, text.getBytes(StandardCharsets.UTF_8));
    }

    public void close(int status) throws IOException {
        frame(0x80 | CLOSE, ByteBuffer.allocate(2).putShort((short) status).array());
    }

    /// A valid frame but for its first byte.
    public void frame(int first, byte[] payload) throws IOException {
        bytes(encoded(first, payload, masks));
    }

    public static byte[] encoded(int first, byte[] payload, boolean masks) {
        int bit = masks ? 0x80 : 0;
        ByteBuffer all = ByteBuffer.allocate(14 + payload.length).put((byte) first);
        if (payload.length < 126) {
            all.put((byte) (bit | payload.length));
        } else if (payload.length < 65536) {
            all.put((byte) (bit | 126)).putShort((short) payload.length);
        } else {
            all.put((byte) (bit | 127)).putLong(payload.length);
        }
        byte[] mask = masks ? new byte[] {0x37, (byte) 0xfa, 0x21, 0x3d} : new byte[4];
        if (masks) {
            all.put(mask);
        }
        for (int i = 0; i < payload.length; i++) {
            all.put((byte) (payload[i] ^ mask[i % 4]));
        }
        byte[] bytes = new byte[all.position()];
        all.flip().get(bytes);
        return bytes;
    }

    public void bytes(byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
    }

    /// The next frame; null where the connection ended.
    public @Nullable Got next() throws IOException {
        int first = in.read();
        if (first < 0) {
            return null;
        }
        var data = new DataInputStream(in);
        int second = data.readUnsignedByte();
        long length = second & 0x7F;
        length = length == 126 ? data.readUnsignedShort() : length == 127 ? data.readLong() : length;
        byte[] mask = new byte[4];
        if ((second & 0x80) != 0) {
            data.readFully(mask);
        }
        byte[] payload = new byte[(int) length];
        data.readFully(payload);
        for (int i = 0; i < payload.length; i++) {
            payload[i] ^= mask[i % 4];
        }
        return new Got(first, first & 0x0F, (second & 0x80) != 0, payload);
    }

    /// The next frame, which has to come.
    public Got get() throws IOException {
        Got got = next();
        if (got == null) {
            throw new AssertionError("the connection ended");
        }
        return got;
    }

    /// Whether nothing more comes: the connection was closed or reset.
    public boolean isOver() {
        try {
            return next() == null;
        } catch (IOException reset) {
            return true;
        }
    }

    /// The next event of this type, those before it left out.
    public JsonNode event(String type) throws IOException {
        while (true) {
            Got got = get();
            if (got.opcode() == CLOSE) {
                throw new AssertionError("closed with " + got.status() + " before " + type);
            }
            if (got.opcode() <= BINARY && got.json().path("type").asString("").equals(type)) {
                return got.json();
            }
        }
    }

    /// The status of the close frame that has to come, other frames left out.
    public int closed() throws IOException {
        for (Got got = get(); ; got = get()) {
            if (got.opcode() == CLOSE) {
                return got.status();
            }
        }
    }

    @Override
    public void close() throws IOException {
        if (socket != null) {
            socket.close();
        }
    }
}
