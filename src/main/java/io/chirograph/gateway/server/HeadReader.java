package io.chirograph.gateway.server;

import io.chirograph.gateway.refusal.EarlyRefusals;
import io.chirograph.gateway.refusal.Refusal;
import io.chirograph.web.ErrorCode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.apache.juli.logging.Log;
import org.apache.juli.logging.LogFactory;
import org.apache.tomcat.util.net.AbstractEndpoint.Handler.SocketState;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.jspecify.annotations.Nullable;

/// Reads request heads within a total time, before Tomcat's parser gets them.
/// Buffers grow with what came. The request's memory is taken first; a head that is too slow or finds no
/// memory is refused.
///
/// Thread-safe; one thread at a time for one connection.
/// @param mostBytes of one head
/// @param request bytes of memory that one request takes from its head's end on
/// @param timeout from a head's first byte to its last
public record HeadReader(
        OpenConnections connections, EarlyRefusals refusals, int mostBytes, long request, Duration timeout) {
    private static final Log log = LogFactory.getLog(HeadReader.class);
    private static final long DRAIN_NANOS = Duration.ofSeconds(5).toNanos();
    private static final int DRAIN_STEP = 4 * 1024;
    private static final int MOST_DROPPED = 64;

    /// How many parsers with their buffers are kept for later requests; together at most one part in 32 of
    /// the memory.
    int kept() {
        return Math.clamp(connections.memory().limit() / 32 / request, 8, 200);
    }

    /// Reads what has come; null when the head is whole and the memory for its request is taken, otherwise
    /// how the connection goes on.
    @Nullable
    SocketState read(OpenConnection connection, SocketWrapperBase<NioChannel> socket) {
        try {
            if (connection.isRefused()) {
                return drain(socket);
            }
            RequestHead head = connection.head();
            if (head == null) {
                head = new RequestHead(mostBytes);
                connection.head(head);
                begun(connection);
            }
            while (!head.isWhole()) {
                int shortage = head.shortage();
                if (shortage > 0) {
                    if (!connections.grow(
                            connection,
                            shortage,
                            head.isLong() ? connections.memory().limit() / 4 : spare(head))) {
                        return refuse(connection, socket, Refusal.overloaded(), head);
                    }
                    head.grow();
                }
                ByteBuffer room = head.room();
                int count = socket.read(false, room);
                if (count < 0) {
                    return SocketState.CLOSED;
                }
                if (count == 0) {
                    socket.registerReadInterest();
                    return SocketState.OPEN;
                }
                head.took(count);
            }
            return connections.grow(connection, request, spare(head))
                    ? null
                    : refuse(connection, socket, Refusal.overloaded(), head);
        } catch (IOException e) {
            log.debug("a connection broke while its request's head was read", e);
            return SocketState.CLOSED;
        }
    }

    /// What stays free of the memory, so that auditors and operators get in while callers fill it.
    private long spare(RequestHead head) {
        return refusals.isReserved(head.firstSegment())
                ? 0
                : connections.memory().spare();
    }

    /// A head has begun; from its first byte on its time runs.
    void begun(OpenConnection connection) {
        if (!connection.isTimed()) {
            connection.within(timeout.toNanos());
        }
    }

    /// Ends a connection whose time has passed.
    SocketState expire(OpenConnection connection, SocketWrapperBase<NioChannel> socket) {
        RequestHead head = connection.head();
        if (!connection.isRefused()) {
            try {
                var refusal = new Refusal(
                        ErrorCode.REQUEST_TIMEOUT,
                        "The head of the request was not whole within " + timeout.toSeconds() + " s.");
                write(
                        socket,
                        refusals.response(refusal, head == null ? "" : head.firstSegment(), socket.getRemoteAddr()));
            } catch (IOException e) {
                log.debug("a connection broke while its request was refused", e);
            }
        }
        return SocketState.CLOSED;
    }

    /// Refuses, and drops what still comes for a while: closing at once would reset the connection, and the
    /// caller would not see the response.
    private SocketState refuse(
            OpenConnection connection, SocketWrapperBase<NioChannel> socket, Refusal refusal, RequestHead head)
            throws IOException {
        byte[] response = refusals.response(refusal, head.firstSegment(), socket.getRemoteAddr());
        connection.head(null);
        connection.served();
        connection.refused();
        connection.within(DRAIN_NANOS);
        write(socket, response);
        return drain(socket);
    }

    /// Ends a connection that gives way to others. One that a request has come over by now is told so; of one
    /// that is idle nobody waits for a response.
    SocketState leave(SocketWrapperBase<NioChannel> socket) {
        try {
            ByteBuffer dropped = ByteBuffer.allocate(DRAIN_STEP);
            int count = socket.read(false, dropped);
            boolean asked = count > 0;
            for (int i = 0; count > 0 && i < MOST_DROPPED; i++) {
                count = socket.read(false, dropped.clear());
            }
            if (asked) {
                write(socket, refusals.response(Refusal.overloaded(), "", socket.getRemoteAddr()));
            }
        } catch (IOException e) {
            log.debug("a connection that gives way is closed already", e);
        }
        return SocketState.CLOSED;
    }

    private static void write(SocketWrapperBase<NioChannel> socket, byte[] response) throws IOException {
        socket.write(false, response, 0, response.length);
        socket.flush(false);
    }

    private static SocketState drain(SocketWrapperBase<NioChannel> socket) throws IOException {
        ByteBuffer dropped = ByteBuffer.allocate(DRAIN_STEP);
        int count;
        do {
            count = socket.read(false, dropped.clear());
        } while (count > 0);
        if (count < 0) {
            return SocketState.CLOSED;
        }
        socket.registerReadInterest();
        return SocketState.OPEN;
    }
}
