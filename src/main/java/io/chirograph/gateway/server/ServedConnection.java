package io.chirograph.gateway.server;

import io.chirograph.gateway.http.Duplex;
import io.chirograph.gateway.http.Reservation;
import jakarta.servlet.http.HttpServletResponse;
import java.io.EOFException;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.apache.coyote.ActionCode;
import org.apache.coyote.Adapter;
import org.apache.coyote.ErrorState;
import org.apache.coyote.Request;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.apache.coyote.http11.Http11InputBuffer;
import org.apache.coyote.http11.Http11Processor;
import org.apache.tomcat.util.net.AbstractEndpoint.Handler.SocketState;
import org.apache.tomcat.util.net.ApplicationBufferHandler;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.SecureNioChannel;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.jspecify.annotations.Nullable;

/// One client connection as Tomcat's parser serves it: notices hang-ups, and can be reset. Its methods are
/// called by the thread that serves the request, and [#gone] by the watch, never at the same time.
final class ServedConnection extends Http11Processor {
    private static final byte[] INTERIM = "HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final int NOTE = 20; // Tomcat itself uses 0 to 4 of the 32 notes of a request

    private final AbstractHttp11Protocol<?> protocol;
    private final HeadReader heads;
    private final Http11InputBuffer buffer;
    private final PacedInput body;
    private @Nullable OpenConnection open;
    private boolean halfClosed;
    private boolean preface;
    private int looks;

    ServedConnection(AbstractHttp11Protocol<?> protocol, Adapter adapter, HeadReader heads, BodyPace pace) {
        super(protocol, adapter);
        this.protocol = protocol;
        this.heads = heads;
        request.setNote(NOTE, this);
        this.buffer = (Http11InputBuffer) request.getInputBuffer();
        this.body = new PacedInput(buffer, pace);
        request.setInputBuffer(body);
    }

    /// The connection that a Tomcat request came over.
    static ServedConnection of(Request request) {
        if (request.getNote(NOTE) instanceof ServedConnection connection) {
            return connection;
        }
        throw new IllegalStateException("the request did not come through the gateway's connector");
    }

    /// Gives the parser the head that was read already.
    private void takeHead(SocketWrapperBase<?> socket) {
        open = socket.getSocket() instanceof NioChannel channel
                ? heads.connections().of(channel.getIOChannel())
                : null;
        RequestHead head = open == null ? null : open.head();
        if (open != null && head != null) {
            int size = protocol.getMaxHttpRequestHeaderSize()
                    + socket.getSocketBufferHandler().getReadBuffer().capacity();
            ByteBuffer into = buffer.getByteBuffer();
            if (into == null || into.capacity() < size) {
                into = ByteBuffer.allocate(size);
                buffer.setByteBuffer(into);
            }
            into.clear().put(head.content()).flip();
            open.head(null);
        }
    }

    /// Whether some of the request's body was not read.
    boolean isUnread() {
        return !preface && !isRequestBodyFullyRead();
    }

    /// Drops the rest of the request's body, so that a client that still sends gets the response. Closes the
    /// connection where the body is too slow or too long.
    /// @param most bytes that are dropped
    void drop(long most) {
        if (request.hasExpectation() || !getErrorState().isIoAllowed()) {
            return;
        }
        var dropped = new Dropped();
        try {
            long left = most;
            int count = 0;
            while (!isRequestBodyFullyRead() && left >= 0 && count >= 0) {
                count = body.doRead(dropped);
                left -= count;
            }
        } catch (IOException e) {
            getLog().debug("the rest of a request was not dropped", e);
        }
        if (!isRequestBodyFullyRead()) {
            disableSwallowRequest();
            setErrorState(ErrorState.CLOSE_CLEAN, null);
        }
    }

    /// A request on this connection had a valid credential.
    void authenticated() {
        OpenConnection known = open;
        if (known != null) {
            known.authenticated();
        }
    }

    /// The memory of the request being served; given back afterwards.
    Reservation memory() {
        OpenConnection known = open;
        if (known == null) {
            throw new IllegalStateException("the connection is closed");
        }
        return known.memory;
    }

    /// Answers what begins like HTTP/2 (RFC 9113 section 3.4) with 505; Tomcat would close without a word.
    @Override
    public SocketState service(SocketWrapperBase<?> socket) throws IOException {
        takeHead(socket);
        SocketState state = super.service(socket);
        if (state != SocketState.UPGRADING || getUpgradeToken() != null) {
            return state;
        }
        preface = true;
        response.setStatus(HttpServletResponse.SC_HTTP_VERSION_NOT_SUPPORTED);
        setErrorState(ErrorState.CLOSE_CLEAN, null);
        try {
            getAdapter().service(request, response);
        } catch (IOException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException(e);
        } finally {
            preface = false;
        }
        return SocketState.CLOSED;
    }

    /// A request begins.
    /// @param stall how long the caller may take no byte of the response; a write fails then
    void begin(Duration stall) {
        halfClosed = false;
        looks = 0;
        if (open != null) {
            open.untimed();
        }
        body.begin(open);
        SocketWrapperBase<?> socket = getSocketWrapper();
        if (socket != null) {
            socket.setWriteTimeout(stall.toMillis());
        }
    }

    /// How many bytes the head of a response may have.
    int headRoom() {
        return protocol.getMaxHttpResponseHeaderSize();
    }

    /// Whether the client closed or reset the connection. Bytes of a pipelined request are put back.
    ///
    /// A client that only ended its sending looks the same. Before the response's head it is told apart by interim
    /// responses (RFC 9110 section 15.2): a client that is gone resets the second one. After the head it counts as
    /// gone.
    /// @param headGone whether the head of the response was sent
    boolean gone(boolean headGone) {
        SocketWrapperBase<?> socket = getSocketWrapper();
        if (socket == null) {
            return true;
        }
        try {
            if (!ended(socket)) {
                return false;
            }
            if (headGone || !request.protocol().equals("HTTP/1.1")) {
                return !halfClosed;
            }
            halfClosed = true;
            looks++;
            if (Integer.bitCount(looks) == 1) { // the 1st, 2nd, 4th, …: few, however long the provider takes
                socket.write(false, INTERIM, 0, INTERIM.length);
                socket.flush(false);
            }
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    /// The head of the response goes now, which tells as well as an interim response does.
    void headComes() {
        SocketWrapperBase<?> socket = getSocketWrapper();
        try {
            halfClosed |= socket != null && ended(socket);
        } catch (IOException e) {
            getLog().debug("the connection was reset", e);
        }
    }

    private static boolean ended(SocketWrapperBase<?> socket) throws IOException {
        ByteBuffer peek = ByteBuffer.allocate(512);
        try {
            int n = socket.read(false, peek);
            if (n > 0) {
                socket.unRead(peek.flip());
            }
            return n < 0;
        } catch (EOFException e) {
            return true;
        }
    }

    /// The connection without HTTP, from behind the request's head on. Its head has gone. Nothing has a time-out here:
    /// Tomcat's would leave the other direction waiting for ever. [Duplex#cut] ends both.
    Duplex duplex() {
        SocketWrapperBase<?> socket = getSocketWrapper();
        OpenConnection known = open;
        if (socket == null || known == null) {
            throw new IllegalStateException("the connection is closed");
        }
        known.untimed();
        ByteBuffer behind = getLeftoverInput();
        if (behind != null && behind.hasRemaining()) {
            socket.unRead(behind);
        }
        socket.setReadTimeout(-1);
        socket.setWriteTimeout(-1);
        return new Duplex() {
            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                try {
                    return socket.read(true, into, offset, length);
                } catch (EOFException e) {
                    return -1;
                }
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                socket.write(true, bytes, offset, length);
                socket.flush(true);
            }

            @Override
            public void cut() {
                try {
                    known.channel.shutdownInput();
                    known.channel.shutdownOutput();
                } catch (IOException e) {
                    getLog().debug("the connection was closed already", e);
                }
            }
        };
    }

    /// Closes the connection; what was sent arrives.
    void closeNow() {
        response.action(ActionCode.CLOSE_NOW, null);
    }

    /// Closes the connection with a reset (RFC 9293 section 3.10.7.3), so that even a response delimited by the
    /// close is seen to be cut. Over TLS no `close_notify` is sent (RFC 8446 section 6.1).
    void reset() {
        SocketWrapperBase<?> socket = getSocketWrapper();
        if (socket != null && socket.getSocket() instanceof NioChannel channel && channel.getIOChannel() != null) {
            try {
                channel.getIOChannel().setOption(StandardSocketOptions.SO_LINGER, 0);
                if (channel instanceof SecureNioChannel) {
                    channel.getIOChannel().close();
                }
            } catch (IOException e) {
                getLog().debug("the connection was closed already", e);
            }
        }
        response.action(ActionCode.CLOSE_NOW, null);
    }

    /// Discards pieces of a body; bytes behind the body in the same piece stay with the connection.
    private static final class Dropped implements ApplicationBufferHandler {
        private ByteBuffer piece = ByteBuffer.allocate(0);

        @Override
        public void setByteBuffer(ByteBuffer buffer) {
            piece = buffer;
        }

        @Override
        public ByteBuffer getByteBuffer() {
            return piece;
        }

        @Override
        public void expand(int size) {
            // nothing is kept
        }
    }
}
