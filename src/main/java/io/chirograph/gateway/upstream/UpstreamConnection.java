package io.chirograph.gateway.upstream;

import io.chirograph.gateway.http.Duplex;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.io.DefaultBHttpClientConnection;
import org.apache.hc.core5.http.impl.io.DefaultHttpResponseParser;
import org.apache.hc.core5.http.impl.io.SocketHolder;
import org.apache.hc.core5.http.io.SessionInputBuffer;
import org.apache.hc.core5.io.CloseMode;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One connection to a provider, and until when its thread is willing to wait for a byte.
/// The time is kept by a thread that looks at all connections now and then ([#check]), not by a timer for
/// each read: arming and disarming one costs a virtual thread more than the read itself.
final class UpstreamConnection {
    private static final Http1Config HTTP1 = Http1Config.custom()
            .setBufferSize(8 * 1024)
            .setMaxLineLength(128 * 1024)
            .setMaxHeaderCount(1000)
            .build();
    private static final long NEVER = 0;
    private static final Logger log = LoggerFactory.getLogger(UpstreamConnection.class);
    private static final long LISTEN_AFTER_NANOS = Duration.ofMillis(100).toNanos();
    private static final long CUT_AFTER_NANOS = Duration.ofSeconds(1).toNanos();
    private static final int TLS_RECORD_MILLIS = 1;
    private static final int SLICE = 16 * 1024; // one TLS record

    private final SocketChannel channel;
    final Http http = new Http();
    private @Nullable SSLSocket tls;
    private @Nullable SessionInputBuffer buffer;
    private final Output output = new Output();
    private volatile long until = NEVER;
    private volatile boolean late;
    private volatile @Nullable UpstreamInput input;
    private final AtomicReference<Sending> sending = new AtomicReference<>(Sending.NOTHING);
    private final Duration stall;
    private boolean kept;
    private boolean whole;
    private long sent;

    /// What lies on a connection with no request under way.
    enum Unasked {
        NOTHING,
        BYTES,
        END
    }

    /// State of sending a request.
    private enum Sending {
        NOTHING,
        UNDER_WAY,
        /// The provider takes nothing; somebody listens whether it answers.
        LISTENED,
        /// It has answered, and may still take more.
        ANSWERED,
        /// It has answered and takes nothing, so the rest of the request is not sent.
        CUT
    }

    /// @param stall how long a provider may take no byte of a request
    UpstreamConnection(Duration stall) throws IOException {
        this.stall = stall;
        channel = SocketChannel.open();
    }

    /// Connects; over TLS where the host that the certificate must name is given.
    void connect(InetSocketAddress address, Duration within, @Nullable String secureHost) throws IOException {
        expect(within);
        try {
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            Socket socket = channel.socket();
            socket.connect(address, Math.toIntExact(within.toMillis()));
            if (secureHost != null) {
                tls = handshake(socket, secureHost, address.getPort());
            }
            input = new UpstreamInput(tls == null ? socket.getInputStream() : tls.getInputStream());
            http.bindTo(socket);
        } catch (IOException e) {
            throw told(e);
        } finally {
            arrived();
        }
    }

    private static SSLSocket handshake(Socket socket, String host, int port) throws IOException {
        var factory = (SSLSocketFactory) SSLSocketFactory.getDefault();
        var secure = (SSLSocket) factory.createSocket(socket, host, port, true);
        var parameters = secure.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        secure.setSSLParameters(parameters);
        secure.startHandshake();
        return secure;
    }

    /// Whether it has carried an exchange before.
    boolean kept() {
        return kept;
    }

    /// It waits for its next exchange.
    void keep() {
        kept = true;
        whole = false;
        sent = 0;
        arrived();
    }

    /// Sends a request. A provider that takes no byte of it for as long as a stall may last is cut off; one
    /// that takes none but answers is sent no more.
    void send(ClassicHttpRequest request) throws HttpException, IOException {
        sending.set(Sending.UNDER_WAY);
        try {
            http.sendRequestHeader(request);
            if (request.getEntity() != null) {
                http.sendRequestEntity(request);
            }
            http.flush();
            whole = true;
        } catch (IOException e) {
            throw told(e);
        } finally {
            whole &= sending.getAndSet(Sending.NOTHING) != Sending.CUT;
            arrived();
        }
    }

    /// Whether a byte of this exchange's request may have reached the provider.
    boolean sentSome() {
        return sent > 0;
    }

    /// Whether the request was sent to its end.
    boolean sentAll() {
        return whole;
    }

    /// Looks, without waiting, for bytes or the end behind the last response. The connection can be used
    /// again only after NOTHING. Called by the thread that owns the connection.
    Unasked unasked() {
        try {
            if (buffer != null && buffer.length() > 0) {
                return Unasked.BYTES;
            }
            return tls == null ? probe() : lookBehindTls(tls);
        } catch (IOException e) {
            return Unasked.END;
        }
    }

    private Unasked probe() throws IOException {
        channel.configureBlocking(false);
        int n = channel.read(ByteBuffer.allocate(1));
        channel.configureBlocking(true);
        return n == 0 ? Unasked.NOTHING : n < 0 ? Unasked.END : Unasked.BYTES;
    }

    /// Bytes in the socket may be a session ticket or the close notice instead of data.
    private Unasked lookBehindTls(SSLSocket secure) throws IOException {
        if (secure.getInputStream().available() > 0) {
            return Unasked.BYTES;
        }
        if (channel.socket().getInputStream().available() == 0) {
            return probe() == Unasked.NOTHING ? Unasked.NOTHING : Unasked.END;
        }
        secure.setSoTimeout(TLS_RECORD_MILLIS);
        try {
            return secure.getInputStream().read() < 0 ? Unasked.END : Unasked.BYTES;
        } catch (SocketTimeoutException e) {
            secure.setSoTimeout(0);
            return Unasked.NOTHING;
        }
    }

    /// The next operation may wait this long; it fails with [IOException] afterwards.
    void expect(Duration within) {
        until = (System.nanoTime() + within.toNanos()) | 1;
    }

    /// The wait is over.
    void arrived() {
        until = NEVER;
    }

    /// Closes the connection if its time has passed; for the thread that keeps the time.
    void check(long now) {
        long at = until;
        if (at != NEVER && now - at > 0) {
            late = true;
            close();
        } else if (at != NEVER) {
            look(now - (at - stall.toNanos()));
        }
    }

    /// @param stalled for how long the provider has taken no byte, while a request is sent to it
    private void look(long stalled) {
        if (stalled > LISTEN_AFTER_NANOS && sending.compareAndSet(Sending.UNDER_WAY, Sending.LISTENED)) {
            Thread.ofVirtual().name("early-answer").start(this::listen);
        } else if (stalled > CUT_AFTER_NANOS && sending.compareAndSet(Sending.ANSWERED, Sending.CUT)) {
            try {
                channel.shutdownOutput();
            } catch (IOException e) {
                log.debug("a connection broke while its request was sent", e);
            }
        }
    }

    private void listen() {
        UpstreamInput from = input;
        try {
            if (from != null && from.listen(() -> sending.get() == Sending.LISTENED)) {
                sending.compareAndSet(Sending.LISTENED, Sending.ANSWERED);
            }
        } catch (IOException e) {
            log.debug("a connection broke while its request was sent", e);
        }
    }

    /// The failure to report: a close after too long a wait is a time-out.
    IOException told(IOException failure) {
        if (!late) {
            return failure;
        }
        var timeout = new SocketTimeoutException("nothing came in time");
        timeout.initCause(failure);
        return timeout;
    }

    /// The connection without HTTP; what the provider sent behind its response's head comes first.
    Duplex duplex() {
        SessionInputBuffer behind = Objects.requireNonNull(buffer, "no response was read");
        UpstreamInput from = Objects.requireNonNull(input, "not connected");
        return new Duplex() {
            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                return behind.read(into, offset, length, from);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                try {
                    output.write(bytes, offset, length);
                } catch (IOException e) {
                    throw told(e);
                } finally {
                    arrived();
                }
            }

            @Override
            public void cut() {
                try {
                    channel.close(); // without a reset: the provider may still read what it was sent
                } catch (IOException e) {
                    log.debug("a socket could not be closed", e);
                }
            }
        };
    }

    void close() {
        http.close(CloseMode.IMMEDIATE);
        try {
            channel.close();
        } catch (IOException e) {
            log.debug("a socket could not be closed", e);
        }
    }

    /// HttpCore's connection, whose buffer can be seen.
    final class Http extends DefaultBHttpClientConnection {
        Http() {
            super(
                    HTTP1,
                    StandardCharsets.ISO_8859_1.newDecoder(),
                    StandardCharsets.ISO_8859_1.newEncoder(),
                    null,
                    null,
                    null,
                    config -> {
                        var parser = new DefaultHttpResponseParser(HTTP1);
                        return (bytes, in) -> {
                            buffer = bytes;
                            ClassicHttpResponse head = parser.parse(bytes, in);
                            if (in instanceof UpstreamInput from && from.ended()) {
                                // The library takes the end of the connection for the end of the fields.
                                throw new ConnectionClosedException();
                            }
                            return head;
                        };
                    });
        }

        void bindTo(Socket socket) throws IOException {
            bind(new SocketHolder(socket) {
                @Override
                protected InputStream getInputStream(Socket plain) {
                    return Objects.requireNonNull(input, "not connected");
                }

                @Override
                protected OutputStream getOutputStream(Socket plain) {
                    return output;
                }
            });
        }
    }

    /// Sends in slices, so that it is known whether anything was sent: a write to a socket channel that fails
    /// has sent nothing, and of a TLS record that is not whole a provider can read nothing (RFC 8446 section
    /// 5.2).
    private final class Output extends OutputStream {
        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            int end = offset + length;
            for (int from = offset; from < end; ) {
                int most = Math.min(end - from, SLICE);
                expect(stall);
                if (tls == null) {
                    most = channel.write(ByteBuffer.wrap(bytes, from, most));
                } else {
                    tls.getOutputStream().write(bytes, from, most);
                }
                from += most;
                sent += most;
            }
        }
    }
}
