package io.chirograph.gateway.server;

import io.chirograph.support.concurrent.Schedule;
import io.chirograph.support.concurrent.Worker;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Objects;
import org.apache.coyote.Adapter;
import org.apache.coyote.Processor;
import org.apache.coyote.http11.Http11NioProtocol;
import org.apache.tomcat.util.net.AbstractEndpoint.Handler.SocketState;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.SocketEvent;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.jspecify.annotations.Nullable;

/// Tomcat's HTTP/1.1 over NIO, with connections and request heads bounded.
/// Memory, number and time are bounded before Tomcat's parser takes its buffers. Whatever Tomcat would answer
/// by itself gets a response of our own.
public final class GatewayProtocol extends Http11NioProtocol {
    private static final Duration LOOK_EVERY = Duration.ofMillis(500);

    private final GuardedEndpoint endpoint;
    private @Nullable HeadReader heads;
    private @Nullable Schedule watch;
    private BodyPace pace = BodyPace.NONE;

    public GatewayProtocol() {
        this(new GuardedEndpoint());
    }

    private GatewayProtocol(GuardedEndpoint endpoint) {
        super(endpoint);
        this.endpoint = endpoint;
        var handler = new Handler(this);
        setHandler(handler);
        endpoint.setHandler(handler);
    }

    /// Sets the bounds, and keeps what Tomcat holds within the memory that they count; before the start.
    public void guard(HeadReader reader, BodyPace bodyPace) {
        heads = reader;
        pace = bodyPace;
        endpoint.guard(reader.connections());
        endpoint.setMaxConnections(-1); // the guard bounds them
        setProcessorCache(reader.kept());
    }

    @Override
    public void start() throws Exception {
        super.start();
        var looking = new Schedule(endpoint.getName() + "-Overdue", Worker.Serves.CALLS);
        looking.every(LOOK_EVERY, endpoint::closeOverdue);
        watch = looking;
    }

    @Override
    public void stop() throws Exception {
        if (watch != null) {
            watch.stop();
        }
        super.stop();
    }

    @Override
    public void setAdapter(Adapter adapter) {
        super.setAdapter(new AsteriskForm(adapter));
    }

    @Override
    protected Processor createProcessor() {
        return new ServedConnection(this, getAdapter(), heads(), pace);
    }

    private HeadReader heads() {
        return Objects.requireNonNull(heads, "the connector has no bounds");
    }

    /// Takes what the poller says of a connection: heads are read first, and Tomcat gets those that are whole.
    private static final class Handler extends ConnectionHandler<NioChannel> {
        private final GatewayProtocol protocol;

        Handler(GatewayProtocol protocol) {
            super(protocol);
            this.protocol = protocol;
        }

        @Override
        public SocketState process(SocketWrapperBase<NioChannel> socket, SocketEvent event) {
            HeadReader heads = protocol.heads();
            OpenConnection connection =
                    heads.connections().of(socket.getSocket().getIOChannel());
            if (connection == null || !heads.connections().begin(connection)) {
                return event == SocketEvent.CONNECT_FAIL ? SocketState.CLOSED : heads.leave(socket);
            }
            SocketState state = process(heads, connection, socket, event);
            if (state != SocketState.CLOSED && !isAsync(socket)) {
                heads.connections().await(connection);
            }
            return state;
        }

        private SocketState process(
                HeadReader heads, OpenConnection connection, SocketWrapperBase<NioChannel> socket, SocketEvent event) {
            if (event != SocketEvent.TIMEOUT || isAsync(socket)) {
                return serve(heads, connection, socket, event);
            }
            if (!connection.isOverdue(System.nanoTime())) {
                return SocketState.OPEN;
            }
            // A busy machine may be slower than its caller: what has come by this time is taken first.
            SocketState state = serve(heads, connection, socket, SocketEvent.OPEN_READ);
            return state != SocketState.CLOSED && connection.isOverdue(System.nanoTime())
                    ? heads.expire(connection, socket)
                    : state;
        }

        private SocketState serve(
                HeadReader heads, OpenConnection connection, SocketWrapperBase<NioChannel> socket, SocketEvent event) {
            if (socket.getCurrentProcessor() == null && event == SocketEvent.OPEN_READ) {
                SocketState waiting = heads.read(connection, socket);
                if (waiting != null) {
                    return waiting;
                }
                connection.untimed();
                socket.setReadTimeout(protocol.getConnectionTimeout());
            }
            SocketState state = super.process(socket, event);
            if (socket.getCurrentProcessor() == null) {
                connection.served();
            } else if (!isAsync(socket)) {
                heads.begun(connection); // the head of a pipelined request
            }
            return state;
        }

        private static boolean isAsync(SocketWrapperBase<NioChannel> socket) {
            return socket.getCurrentProcessor() instanceof Processor processor && processor.isAsync();
        }

        @Override
        public void release(SocketWrapperBase<NioChannel> socket) {
            SocketChannel channel = socket.getSocket().getIOChannel();
            super.release(socket);
            if (channel != null) {
                protocol.heads().connections().gone(channel);
            }
        }
    }
}
