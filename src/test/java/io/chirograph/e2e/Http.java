package io.chirograph.e2e;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.net.SocketFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A client that sends what it is told, byte for byte, and says whether an answer ended cleanly.
public final class Http {
    private static final int TIMEOUT_MILLIS = 60_000;

    private final int port;
    private final String key;
    private final SocketFactory sockets;

    public Http(int port, String key) {
        this(port, key, SocketFactory.getDefault());
    }

    /// @param sockets of TLS, for a port that speaks it
    public Http(int port, String key, SocketFactory sockets) {
        this.port = port;
        this.key = key;
        this.sockets = sockets;
    }

    /// An answer as it came.
    ///
    /// @param clean whether the body ended as its framing said
    @SuppressWarnings("ArrayRecordComponent") // never compared as a whole
    public record Answer(int status, List<String> headers, byte[] body, boolean clean) {
        public Optional<String> header(String name) {
            return headers.stream()
                    .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name + ":"))
                    .map(line -> line.substring(name.length() + 1).strip())
                    .findFirst();
        }

        public String callId() {
            return header("chirograph-call-id").orElseThrow(() -> new AssertionError("no call id in " + headers));
        }

        public String text() {
            return new String(body, StandardCharsets.UTF_8);
        }

        public JsonNode json() {
            return JsonMapper.shared().readTree(body);
        }
    }

    /// A connection; what was sent over it may be answered in any order that the test reads.
    public Socket connect() throws IOException {
        Socket socket = sockets.createSocket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(TIMEOUT_MILLIS);
        socket.setTcpNoDelay(true);
        return socket;
    }

    /// Posts JSON. Each header is a line without its end.
    public Answer post(String target, String body, String... headers) throws IOException {
        List<String> all = new ArrayList<>(List.of(headers));
        all.add("Content-Type: application/json");
        return send("POST", target, body.getBytes(StandardCharsets.UTF_8), all.toArray(String[]::new));
    }

    public Answer get(String target, String... headers) throws IOException {
        return send("GET", target, null, headers);
    }

    public Answer send(String method, String target, byte @org.jspecify.annotations.Nullable [] body, String... headers)
            throws IOException {
        try (var socket = connect()) {
            write(socket, method, target, body, headers);
            return read(socket, method);
        }
    }

    public void write(
            Socket socket,
            String method,
            String target,
            byte @org.jspecify.annotations.Nullable [] body,
            String... headers)
            throws IOException {
        var out = socket.getOutputStream();
        out.write(head(method, target, body == null ? -1 : body.length, headers));
        if (body != null) {
            try {
                out.write(body);
            } catch (IOException refusedEarly) {
                // the answer says why
                return;
            }
        }
        out.flush();
    }

    /// @param length -1 for no body
    public byte[] head(String method, String target, long length, String... headers) {
        var head = new StringBuilder(method + " " + target + " HTTP/1.1\r\nHost: 127.0.0.1:" + port + "\r\n");
        head.append("Chirograph-Key: ").append(key).append("\r\n");
        if (length >= 0) {
            head.append("Content-Length: ").append(length).append("\r\n");
        }
        for (String header : headers) {
            head.append(header).append("\r\n");
        }
        return head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    /// Reads the next final answer.
    public static Answer read(Socket socket, String method) throws IOException {
        return read(new BufferedInputStream(socket.getInputStream()), method);
    }

    /// The same, of a stream that more answers can follow in.
    public static Answer read(BufferedInputStream in, String method) throws IOException {
        int status;
        List<String> headers;
        do {
            status = Integer.parseInt(line(in).split(" ", -1)[1]);
            headers = new ArrayList<>();
            for (String line = line(in); !line.isEmpty(); line = line(in)) {
                headers.add(line);
            }
        } while (status < 200);
        var answer = new Answer(status, headers, new byte[0], true);
        if (method.equals("HEAD") || status == 204 || status == 304) {
            return answer;
        }
        var body = new ByteArrayOutputStream();
        boolean clean = body(in, answer, body);
        return new Answer(status, headers, body.toByteArray(), clean);
    }

    private static boolean body(InputStream in, Answer answer, ByteArrayOutputStream to) {
        try {
            if (answer.header("transfer-encoding").isPresent()) {
                for (int size = size(in); size > 0; size = size(in)) {
                    copy(in, size, to);
                    line(in);
                }
                line(in);
            } else if (answer.header("content-length").isPresent()) {
                copy(in, Long.parseLong(answer.header("content-length").orElseThrow()), to);
            } else {
                in.transferTo(to);
            }
            return true;
        } catch (IOException broken) {
            return false;
        }
    }

    private static int size(InputStream in) throws IOException {
        return Integer.parseInt(line(in).strip(), 16);
    }

    private static void copy(InputStream in, long length, ByteArrayOutputStream to) throws IOException {
        byte[] buffer = new byte[64 * 1024];
        for (long left = length; left > 0; ) {
            int n = in.read(buffer, 0, (int) Math.min(left, buffer.length));
            if (n < 0) {
                throw new EOFException(left + " bytes short");
            }
            to.write(buffer, 0, n);
            left -= n;
        }
    }

    private static String line(InputStream in) throws IOException {
        var line = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new EOFException("the connection ended in a line: " + line);
            }
            line.write(b);
        }
        String text = line.toString(StandardCharsets.ISO_8859_1);
        return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    }
}
