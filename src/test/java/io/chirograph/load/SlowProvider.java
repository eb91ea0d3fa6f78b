package io.chirograph.load;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;

/// A provider that thinks for a while before it answers, or between the pieces of a stream; a thread per connection.
final class SlowProvider implements AutoCloseable {
    static final String ANSWER = "{\"id\":\"x\",\"model\":\"m\",\"choices\":[]}";
    private static final int PIECES = 5;

    private final ServerSocket server = new ServerSocket(0, 10_000, InetAddress.getLoopbackAddress());
    private final Duration pause;

    SlowProvider(Duration pause) throws IOException {
        this.pause = pause;
        Thread.ofPlatform().daemon().name("slow-provider").start(this::accept);
    }

    String url() {
        return "http://127.0.0.1:" + server.getLocalPort();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                Thread.ofVirtual().start(() -> serve(socket));
            } catch (IOException e) {
                Thread.onSpinWait(); // closed, or out of descriptors
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            InputStream in = new BufferedInputStream(socket.getInputStream(), 4096);
            for (String head = Wire.head(in); !head.isEmpty(); head = Wire.head(in)) {
                in.skipNBytes(Wire.length(head));
                if (head.toLowerCase(Locale.ROOT).contains("/stream")) {
                    stream(socket);
                } else {
                    Thread.sleep(pause);
                    write(
                            socket,
                            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " + ANSWER.length()
                                    + "\r\n\r\n" + ANSWER);
                }
            }
        } catch (IOException e) {
            return; // the gateway closed it
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void stream(Socket socket) throws IOException, InterruptedException {
        write(socket, "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n");
        for (int i = 0; i < PIECES; i++) {
            Thread.sleep(pause);
            chunk(socket, "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"x\"}}]}\n\n");
        }
        chunk(socket, "data: [DONE]\n\n");
        write(socket, "0\r\n\r\n");
    }

    private static void chunk(Socket socket, String text) throws IOException {
        write(socket, Integer.toHexString(text.length()) + "\r\n" + text + "\r\n");
    }

    private static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
