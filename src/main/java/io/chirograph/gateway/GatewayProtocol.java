package io.chirograph.gateway;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import org.apache.coyote.ActionCode;
import org.apache.coyote.Adapter;
import org.apache.coyote.Processor;
import org.apache.coyote.Request;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.apache.coyote.http11.Http11NioProtocol;
import org.apache.coyote.http11.Http11Processor;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.SecureNioChannel;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.jspecify.annotations.Nullable;

/// Tomcat's HTTP/1.1 over NIO, with two things that a servlet cannot reach: whether the caller has hung up,
/// and a close that no HTTP client can take for the end of an answer.
public final class GatewayProtocol extends Http11NioProtocol {
    private static final int NOTE = 20; // Tomcat itself uses 0 to 4 of the 32 notes of a request

    @Override
    protected Processor createProcessor() {
        var processor = new Connection(this, getAdapter());
        return processor;
    }

    /// The connection that a Tomcat request came over, or null when another connector made it.
    static @Nullable Connection connectionOf(Request request) {
        return request.getNote(NOTE) instanceof Connection connection ? connection : null;
    }

    /// One client connection. Its methods are called by the thread that serves the request, and [#gone()] by
    /// the watch, never at the same time.
    static final class Connection extends Http11Processor {
        Connection(AbstractHttp11Protocol<?> protocol, Adapter adapter) {
            super(protocol, adapter);
            request.setNote(NOTE, this);
        }

        /// Whether the caller closed or reset the connection. Bytes of a pipelined request are put back.
        boolean gone() {
            SocketWrapperBase<?> socket = getSocketWrapper();
            if (socket == null) {
                return true;
            }
            ByteBuffer peek = ByteBuffer.allocate(512);
            try {
                int n = socket.read(false, peek);
                if (n > 0) {
                    socket.unRead(peek.flip());
                }
                return n < 0;
            } catch (IOException e) {
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
