package io.chirograph.gateway;

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
import org.apache.coyote.Processor;
import org.apache.coyote.Request;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.apache.coyote.http11.Http11NioProtocol;
import org.apache.coyote.http11.Http11Processor;
import org.apache.tomcat.util.net.AbstractEndpoint.Handler.SocketState;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.SecureNioChannel;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.jspecify.annotations.Nullable;

/// Tomcat's HTTP/1.1 over NIO, with what a servlet cannot reach: an answer of our own to whatever Tomcat would
/// answer by itself, whether the caller has hung up, and a close that no HTTP client can take for the end of an answer.
public final class GatewayProtocol extends Http11NioProtocol {
    private static final byte[] INTERIM = "HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final int NOTE = 20; // Tomcat itself uses 0 to 4 of the 32 notes of a request

    @Override
    public void setAdapter(Adapter adapter) {
        super.setAdapter(new AsteriskForm(adapter));
    }

    @Override
    protected Processor createProcessor() {
        var processor = new Connection(this, getAdapter());
        return processor;
    }

    /// The connection that a Tomcat request came over, or null when another connector made it.
    static @Nullable Connection connectionOf(Request request) {
        return request.getNote(NOTE) instanceof Connection connection ? connection : null;
    }

    /// One client connection. Its methods are called by the thread that serves the request, and [#gone] by
    /// the watch, never at the same time.
    static final class Connection extends Http11Processor {
        private final AbstractHttp11Protocol<?> protocol;
        private boolean halfClosed;
        private int looks;

        Connection(AbstractHttp11Protocol<?> protocol, Adapter adapter) {
            super(protocol, adapter);
            this.protocol = protocol;
            request.setNote(NOTE, this);
        }

        /// Answers what begins like HTTP/2 (RFC 9113 section 3.4) with 505; Tomcat would close without a word.
        @Override
        public SocketState service(SocketWrapperBase<?> socket) throws IOException {
            SocketState state = super.service(socket);
            if (state != SocketState.UPGRADING || getUpgradeToken() != null) {
                return state;
            }
            response.setStatus(HttpServletResponse.SC_HTTP_VERSION_NOT_SUPPORTED);
            setErrorState(ErrorState.CLOSE_CLEAN, null);
            try {
                getAdapter().service(request, response);
            } catch (IOException e) {
                throw e;
            } catch (Exception e) {
                throw new IOException(e);
            }
            return SocketState.CLOSED;
        }

        /// A request begins.
        ///
        /// @param stall how long the caller may take no byte of the answer; a write fails then
        void begin(Duration stall) {
            halfClosed = false;
            looks = 0;
            SocketWrapperBase<?> socket = getSocketWrapper();
            if (socket != null) {
                socket.setWriteTimeout(stall.toMillis());
            }
        }

        /// How many bytes the head of an answer may have.
        int headRoom() {
            return protocol.getMaxHttpResponseHeaderSize();
        }

        /// Whether the caller closed or reset the connection. Bytes of a pipelined request are put back.
        ///
        /// A caller that only ended its own sending looks the same as one that is gone, and is told from it by
        /// what it is sent. Before the head of the answer that is an interim answer (RFC 9110 section 15.2): a
        /// caller that is there passes over it, and where it is gone the second fails. Whoever ends its sending
        /// after it got the head is taken for gone.
        ///
        /// @param headGone whether the head of the answer was sent
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

        /// The head of the answer goes now, which tells as well as an interim answer does.
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

        /// Closes the connection with a reset (RFC 9293 section 3.10.7.3), so that even an answer that is
        /// delimited by the close of its connection is seen to be cut. Over TLS the connection goes without
        /// `close_notify`, with which Tomcat would say that nothing is missing (RFC 8446 section 6.1).
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
    }
}
