package io.chirograph.gateway.server;

import io.chirograph.gateway.refusal.EarlyRefusals;
import io.chirograph.gateway.refusal.Refusal;
import io.chirograph.support.concurrent.Worker;
import io.chirograph.support.concurrent.Workers;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.juli.logging.Log;
import org.apache.juli.logging.LogFactory;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.NioEndpoint;
import org.apache.tomcat.util.net.SocketEvent;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.jspecify.annotations.Nullable;

/// Tomcat's endpoint, which lets in no more connections than [OpenConnections] has room for.
final class GuardedEndpoint extends NioEndpoint {
    private static final Log log = LogFactory.getLog(GuardedEndpoint.class);

    private static final int READ_BUFFER = 4 * 1024;
    private static final int WRITE_BUFFER = 8 * 1024;

    /// The response to a connection without room; used by the acceptor's thread alone.
    private final ByteBuffer noRoom = ByteBuffer.wrap(
            EarlyRefusals.bytes(Refusal.overloaded(), "", "application/json", """
                {"title":"Gateway overloaded","status":503,"code":"overloaded",\
                "error":{"message":"The gateway serves as many connections as it has room for.",\
                "type":"server_error","code":"overloaded"}}
                """.getBytes(StandardCharsets.US_ASCII)));

    private @Nullable OpenConnections open;
    private final List<Runnable> watched = new ArrayList<>();

    void guard(OpenConnections bounded) {
        open = bounded;
        socketProperties.setAppReadBufSize(READ_BUFFER);
        socketProperties.setAppWriteBufSize(WRITE_BUFFER);
        socketProperties.setBufferPool(0); // what a closed connection held is free
        bounded.closeWith(channel -> dispatch(channel, SocketEvent.DISCONNECT));
    }

    private OpenConnections open() {
        return Objects.requireNonNull(open, "the connector has no bounds");
    }

    @Override
    public void startInternal() throws Exception {
        super.startInternal();
        watch(getName() + "-Acceptor");
        watch(getName() + "-Poller");
    }

    /// Watches Tomcat's thread of this name, which the current one has started just now.
    private void watch(String name) {
        watched.add(Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals(name))
                .findAny()
                .map(thread -> Workers.watch(thread, Worker.Serves.CALLS))
                .orElseThrow(() -> new IllegalStateException("Tomcat has no thread " + name)));
    }

    @Override
    public void stopInternal() {
        watched.forEach(Runnable::run);
        watched.clear();
        super.stopInternal();
    }

    @Override
    protected boolean setSocketOptions(SocketChannel socket) {
        OpenConnections bounded = open();
        if (!bounded.admit(socket)) {
            turnAway(socket);
            return false;
        }
        boolean isSet = super.setSocketOptions(socket);
        if (!isSet) {
            bounded.gone(socket);
        }
        return isSet;
    }

    /// Closes a connection that was never served, without waiting for anything. Its caller may see a reset
    /// and not the response when more of its request comes afterwards; over TLS there is no response before a
    /// handshake.
    private void turnAway(SocketChannel socket) {
        if (!isSSLEnabled()) {
            try {
                socket.configureBlocking(false);
                socket.write(noRoom.rewind());
                socket.shutdownOutput();
            } catch (IOException e) {
                log.debug("a connection that there is no room for is closed already", e);
            }
        }
        destroySocket(socket);
    }

    /// Closes the connections whose time has passed.
    void closeOverdue() {
        try {
            long now = System.nanoTime();
            for (OpenConnection connection : open().all()) {
                if (connection.isOverdue(now)) {
                    end(connection);
                }
            }
        } catch (RuntimeException e) {
            log.warn("the connections whose time has passed could not be closed", e);
        }
    }

    private void end(OpenConnection connection) {
        try {
            if (connection.isWaiting()) {
                dispatch(connection.channel, SocketEvent.TIMEOUT);
            } else {
                connection.cutInput();
            }
        } catch (IOException e) {
            log.debug("a connection was closed already", e);
        }
    }

    private void dispatch(SocketChannel channel, SocketEvent event) {
        SocketWrapperBase<NioChannel> socket = connections.get(channel);
        if (socket != null) {
            processSocket(socket, event, true);
        }
    }
}
