package io.chirograph.standin;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.concurrent.atomic.AtomicInteger;

/// A provider inside the test's process of which the test chooses every byte and every moment.
///
/// Each connection runs the script on a thread of its own, and is closed when the script returns:
///
/// ```
/// try (var provider = new RawUpstream((connection, wire) -> {
///     while (wire.request()) {
///         wire.raw("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok" + "and more");
///     }
/// })) {
///     … provider.url() …
/// }
/// ```
public final class RawUpstream implements AutoCloseable {
    /// What one connection says.
    @FunctionalInterface
    public interface Script {
        /// @param connection its number, from 1
        void serve(int connection, Wire wire) throws IOException, InterruptedException;
    }

    private final ServerSocket server;
    private volatile Script script;
    private final AtomicInteger connections = new AtomicInteger();

    public RawUpstream(Script script) throws IOException {
        this(new ServerSocket(0, 1024, InetAddress.getLoopbackAddress()), script);
    }

    /// @param server where it listens, with TLS or another receive buffer, say; closed with this
    public RawUpstream(ServerSocket server, Script script) {
        this.server = server;
        this.script = script;
        Thread.ofVirtual().start(this::accept);
    }

    /// Plain HTTP; of a TLS server only host and port.
    public URI url() {
        return URI.create("http://127.0.0.1:" + server.getLocalPort());
    }

    /// Has new connections say something else.
    public void says(Script other) {
        script = other;
    }

    /// How many connections were made to it.
    public int connections() {
        return connections.get();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                int connection = connections.incrementAndGet();
                Thread.ofVirtual().start(() -> serve(connection, socket));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(int connection, Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            script.serve(connection, new Wire(socket, new BufferedInputStream(socket.getInputStream())));
        } catch (IOException gone) {
            // what the gateway did to this connection is for the test to look at from the other side
            return;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
