package io.chirograph.forwarding;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.Collections;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.SSLSocket;

/// Sends each batch over a TLS connection of its own (RFC 5425), whose server certificate is verified.
///
/// Syslog has no acknowledgement. What stands for one: behind the batch our side of the connection is
/// closed (`close_notify`), and the batch counts as taken once the receiver closes its own in time, without
/// a reset. A receiver does that when it has read all.
final class SyslogSender implements Sender {
    private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};
    private static final int MOST_ANSWER = 64 << 10;
    private final String host;
    private final int port;
    private final SSLContext tls;
    private final Duration timeout;

    /// @param tls of this destination alone
    /// @param timeout for connecting, sending and the receiver's close together
    SyslogSender(URI place, SSLContext tls, Duration timeout) {
        this.host = place.getHost().replaceAll("[\\[\\]]", "");
        this.port = place.getPort();
        this.tls = tls;
        this.timeout = timeout;
    }

    @Override
    public Delivery send(byte[] body, int events) {
        AtomicBoolean isLate = new AtomicBoolean();
        Socket plain = new Socket();
        // Writing has no time-out of its own: closing the socket below TLS ends whatever waits.
        Thread watch = Thread.ofVirtual().unstarted(() -> {
            try {
                Thread.sleep(timeout);
                isLate.set(true);
                plain.close();
            } catch (InterruptedException | IOException e) {
                Thread.currentThread().interrupt(); // sent in time, or closed already
            }
        });
        watch.start();
        try (plain) {
            plain.connect(new InetSocketAddress(host, port), Math.toIntExact(timeout.toMillis()));
            forget();
            exchange((SSLSocket) tls.getSocketFactory().createSocket(plain, host, port, true), body);
            return new Delivery.Taken(0);
        } catch (IOException e) {
            throw new DestinationAwayException(host + ":" + port + ": "
                    + (isLate.get()
                            ? "not taken within " + timeout
                            : e.getClass().getSimpleName()));
        } finally {
            watch.interrupt();
        }
    }

    /// Sessions are not resumed: a server that asks for certificates may refuse that (OpenSSL without a
    /// session id context does), and then every second batch would have to be sent again.
    private void forget() {
        SSLSessionContext sessions = tls.getClientSessionContext();
        for (byte[] id : Collections.list(sessions.getIds())) {
            SSLSession session = sessions.getSession(id);
            if (session != null) {
                session.invalidate();
            }
        }
    }

    private static void exchange(SSLSocket socket, byte[] body) throws IOException {
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        parameters.setProtocols(PROTOCOLS);
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        socket.getOutputStream().write(body);
        socket.shutdownOutput();
        InputStream in = socket.getInputStream();
        if (in.readNBytes(MOST_ANSWER).length == MOST_ANSWER) {
            throw new IOException("a receiver that talks");
        }
    }

    @Override
    public void close() {
        // nothing stays open between batches
    }
}
