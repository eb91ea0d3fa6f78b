package io.chirograph.archive;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;

/// Stands between a client and a store, one request a connection, and lets chosen requests go wrong in the ways
/// that networks and servers know.
public final class FaultProxy implements AutoCloseable {
    /// What becomes of one request.
    public enum Fault {
        /// It goes through.
        NONE,
        /// Cut before the store hears of it.
        REFUSED,
        /// The store does it, and the connection is cut before the answer.
        DONE_BUT_CUT,
        /// The store does it, and half of its answer arrives.
        HALF_ANSWER,
        /// The store does it, and something in between answers 500.
        DONE_BUT_500,
        /// The store says 503 SlowDown and does nothing.
        THROTTLED
    }

    private static final String SLOW_DOWN = answer("503 Slow Down", "SlowDown");
    private static final String INTERNAL = answer("500 Internal Server Error", "InternalError");

    private final ServerSocket server;
    private final int store;
    private final AtomicInteger count = new AtomicInteger();
    private volatile IntFunction<Fault> faults = n -> Fault.NONE;

    public FaultProxy(int storePort) throws IOException {
        store = storePort;
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofPlatform().name("fault-proxy").daemon().start(this::accept);
    }

    public String endpoint() {
        return "http://127.0.0.1:" + server.getLocalPort();
    }

    /// From now on: what becomes of the n-th request, counted from 1.
    public void faults(IntFunction<Fault> next) {
        count.set(0);
        faults = next;
    }

    /// How many requests there were since the faults were set.
    public int requests() {
        return count.get();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                Thread.ofVirtual().start(() -> serve(client));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            byte[] request = read(client.getInputStream());
            if (request.length == 0) {
                return;
            }
            Fault fault = faults.apply(count.incrementAndGet());
            switch (fault) {
                case REFUSED -> client.setSoLinger(true, 0);
                case THROTTLED -> write(client, SLOW_DOWN.getBytes(ISO_8859_1), Integer.MAX_VALUE);
                case NONE -> write(client, forward(request), Integer.MAX_VALUE);
                case DONE_BUT_500 -> {
                    forward(request);
                    write(client, INTERNAL.getBytes(ISO_8859_1), Integer.MAX_VALUE);
                }
                case DONE_BUT_CUT -> {
                    forward(request);
                    client.setSoLinger(true, 0);
                }
                case HALF_ANSWER -> {
                    byte[] answer = forward(request);
                    write(client, answer, answer.length / 2);
                }
            }
        } catch (IOException e) {
            System.getLogger("fault-proxy").log(System.Logger.Level.DEBUG, "connection ended", e);
        }
    }

    private static void write(Socket client, byte[] answer, int most) throws IOException {
        OutputStream out = client.getOutputStream();
        out.write(answer, 0, Math.min(most, answer.length));
        out.flush();
    }

    private byte[] forward(byte[] request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), store)) {
            socket.getOutputStream().write(request);
            socket.getOutputStream().flush();
            return socket.getInputStream().readAllBytes();
        }
    }

    /// One request, told to be the connection's last.
    private static byte[] read(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(ISO_8859_1).endsWith("\r\n\r\n")) {
            int b = in.read();
            if (b < 0) {
                return new byte[0];
            }
            head.write(b);
        }
        String text = head.toString(ISO_8859_1);
        int length = text.lines()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("content-length:"))
                .mapToInt(line -> Integer.parseInt(line.substring(15).strip()))
                .findFirst()
                .orElse(0);
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        request.writeBytes(text.replaceAll("(?im)^connection:.*\r\n", "")
                .replaceFirst("\r\n", "\r\nConnection: close\r\n")
                .getBytes(ISO_8859_1));
        request.writeBytes(in.readNBytes(length));
        return request.toByteArray();
    }

    private static String answer(String status, String code) {
        String body = "<?xml version=\"1.0\"?><Error><Code>" + code + "</Code><RequestId>proxy</RequestId></Error>";
        return "HTTP/1.1 " + status + "\r\nContent-Type: application/xml\r\nConnection: close\r\nContent-Length: "
                + body.length() + "\r\n\r\n" + body;
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
