package io.chirograph.faults;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;

/// Stands between a client and a store, one request a connection, and lets chosen requests go wrong in the ways
/// that networks and servers know. It can be cut as a whole, and mended.
public final class FaultProxy implements AutoCloseable {
    private static final String SLOW_DOWN = error("503 Slow Down", "SlowDown");
    private static final String TOO_MANY = error("429 Too Many Requests", "TooManyRequests");
    private static final String NO_BUCKET = error("404 Not Found", "NoSuchBucket");
    private static final String INTERNAL = error("500 Internal Server Error", "InternalError");
    private static final String DONE = "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";
    private static final int DRIP = 64;

    private final ServerSocket server;
    private final int store;
    private final Set<Socket> clients = ConcurrentHashMap.newKeySet();
    private final AtomicInteger count = new AtomicInteger();
    private final Map<Fault, Integer> happened = new EnumMap<>(Fault.class);
    private volatile IntFunction<Fault> faults = n -> Fault.NONE;
    private volatile Duration hold = Duration.ofMinutes(1);
    private volatile boolean cut;

    /// What becomes of one request.
    public enum Fault {
        /// It goes through.
        NONE,
        /// It goes through after a while.
        LATE,
        /// Cut before the store hears of it.
        REFUSED,
        /// Half of it reaches the store.
        HALF_REQUEST,
        /// The store does it, and the connection is cut before the answer.
        DONE_BUT_CUT,
        /// The store does it, and half of its answer arrives.
        HALF_ANSWER,
        /// The store does it, and its answer comes in drops.
        SLOW_BYTES,
        /// The store does it, and something in between answers 500.
        DONE_BUT_500,
        /// The store says 503 SlowDown and does nothing.
        THROTTLED,
        /// Something in between says 429 and does nothing.
        TOO_MANY,
        /// The store says that there is no such bucket.
        NO_BUCKET,
        /// A PUT is answered with success and not done. Other requests go through.
        SWALLOWED,
        /// The request is taken, and never answered.
        BLACK_HOLE
    }

    public FaultProxy(int storePort) throws IOException {
        store = storePort;
        server = new ServerSocket(0, 128, InetAddress.getLoopbackAddress());
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

    /// How long a black hole keeps a connection before it resets it; a minute unless told.
    public void hold(Duration most) {
        hold = most;
    }

    /// How many requests there were since the faults were set.
    public int requests() {
        return count.get();
    }

    /// How many requests there were at all, by what became of them.
    public Map<Fault, Integer> happened() {
        synchronized (happened) {
            return new EnumMap<>(happened);
        }
    }

    /// Resets every connection, and every new one, until it is mended.
    public void cut() throws IOException {
        cut = true;
        for (Socket client : clients) {
            reset(client);
        }
    }

    public void mend() {
        cut = false;
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                if (cut) {
                    reset(client);
                } else {
                    clients.add(client);
                    Thread.ofVirtual().start(() -> serve(client));
                }
            } catch (IOException e) {
                cut = true;
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            Request request = Request.read(new BufferedInputStream(client.getInputStream()));
            if (request != null && !cut) {
                Fault fault = faults.apply(count.incrementAndGet());
                synchronized (happened) {
                    happened.merge(fault, 1, Integer::sum);
                }
                answer(client, request, fault);
            }
        } catch (IOException e) {
            System.getLogger("fault-proxy").log(System.Logger.Level.DEBUG, "connection ended", e);
        } finally {
            clients.remove(client);
        }
    }

    private void answer(Socket client, Request request, Fault fault) throws IOException {
        switch (fault) {
            case NONE -> write(client, forward(request.bytes()));
            case LATE -> {
                pause(Duration.ofMillis(300));
                write(client, forward(request.bytes()));
            }
            case REFUSED -> reset(client);
            case HALF_REQUEST -> {
                half(request.bytes());
                reset(client);
            }
            case DONE_BUT_CUT -> {
                forward(request.bytes());
                reset(client);
            }
            case HALF_ANSWER -> {
                byte[] answer = forward(request.bytes());
                write(client, Arrays.copyOf(answer, answer.length / 2));
            }
            case SLOW_BYTES -> drip(client, forward(request.bytes()));
            case DONE_BUT_500 -> {
                forward(request.bytes());
                write(client, INTERNAL.getBytes(ISO_8859_1));
            }
            case THROTTLED -> write(client, SLOW_DOWN.getBytes(ISO_8859_1));
            case TOO_MANY -> write(client, TOO_MANY.getBytes(ISO_8859_1));
            case NO_BUCKET -> write(client, NO_BUCKET.getBytes(ISO_8859_1));
            case SWALLOWED -> write(client, request.isPut() ? DONE.getBytes(ISO_8859_1) : forward(request.bytes()));
            case BLACK_HOLE -> {
                awaitLeave(client);
                reset(client);
            }
        }
    }

    private static void write(Socket client, byte[] answer) throws IOException {
        OutputStream out = client.getOutputStream();
        out.write(answer);
        out.flush();
    }

    private static void drip(Socket client, byte[] answer) throws IOException {
        for (int at = 0; at < answer.length; at += DRIP) {
            pause(Duration.ofMillis(5));
            write(client, Arrays.copyOfRange(answer, at, Math.min(answer.length, at + DRIP)));
        }
    }

    private static void pause(Duration time) {
        LockSupport.parkNanos(time.toNanos());
    }

    /// Until the client gives up, or the hold is over.
    private void awaitLeave(Socket client) throws IOException {
        client.setSoTimeout(Math.toIntExact(hold.toMillis()));
        int end = client.getInputStream().read();
        System.getLogger("fault-proxy").log(System.Logger.Level.DEBUG, "left with {0}", end);
    }

    private byte[] forward(byte[] request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), store)) {
            socket.getOutputStream().write(request);
            socket.getOutputStream().flush();
            return socket.getInputStream().readAllBytes();
        }
    }

    private void half(byte[] request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), store)) {
            socket.getOutputStream().write(request, 0, request.length / 2);
            socket.getOutputStream().flush();
        }
    }

    private static void reset(Socket client) throws IOException {
        if (!client.isClosed()) {
            client.setSoLinger(true, 0);
            client.close();
        }
    }

    private static String error(String status, String code) {
        String body = "<?xml version=\"1.0\"?><Error><Code>" + code + "</Code><RequestId>proxy</RequestId></Error>";
        return "HTTP/1.1 " + status + "\r\nContent-Type: application/xml\r\nConnection: close\r\nContent-Length: "
                + body.length() + "\r\n\r\n" + body;
    }

    @Override
    public void close() throws IOException {
        server.close();
        cut();
    }

    /// One request, told to be the connection's last.
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Request(byte[] bytes, boolean isPut) {
        /// Null where the connection ends instead.
        @org.jspecify.annotations.Nullable
        static Request read(InputStream in) throws IOException {
            var head = new ByteArrayOutputStream();
            for (int last = 0; last != 0x0D0A0D0A; ) {
                int b = in.read();
                if (b < 0) {
                    return null;
                }
                head.write(b);
                last = last << 8 | b;
            }
            String text = head.toString(ISO_8859_1);
            int length = text.lines()
                    .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("content-length:"))
                    .mapToInt(line -> Integer.parseInt(line.substring(15).strip()))
                    .findFirst()
                    .orElse(0);
            var request = new ByteArrayOutputStream();
            request.writeBytes(text.replaceAll("(?im)^connection:.*\r\n", "")
                    .replaceFirst("\r\n", "\r\nConnection: close\r\n")
                    .getBytes(ISO_8859_1));
            request.writeBytes(in.readNBytes(length));
            return new Request(request.toByteArray(), text.startsWith("PUT "));
        }
    }
}
