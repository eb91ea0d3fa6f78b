package io.chirograph.gateway;

import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.MalformedChunkCodingException;
import org.jspecify.annotations.Nullable;

/// A provider did not answer. Its message holds nothing that the provider sent.
final class UpstreamException extends Exception {
    private final Kind kind;

    UpstreamException(Kind kind, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    Kind kind() {
        return kind;
    }

    /// What went wrong on a connection, in our own words: a library's may quote what the peer sent.
    static String why(IOException e) {
        return switch (e) {
            case UnknownHostException unknown -> "its name is not known";
            case ConnectException refused -> "it takes no connection";
            case NoRouteToHostException unreachable -> "no way leads to it";
            case SSLPeerUnverifiedException unverified -> "its certificate is not trusted";
            case SSLException tls -> isAboutCertificate(tls) ? "its certificate is not trusted" : "TLS failed";
            case MalformedChunkCodingException chunk -> "a chunk is malformed";
            case ConnectionClosedException closed -> "it was closed too early";
            case SocketException broken -> "it was reset or closed";
            default -> e.getClass().getSimpleName();
        };
    }

    private static boolean isAboutCertificate(SSLException e) {
        return Stream.iterate((Throwable) e, cause -> cause != null, Throwable::getCause)
                .limit(8)
                .anyMatch(cause -> cause instanceof CertificateException);
    }

    /// How far the exchange came.
    enum Kind {
        /// No connection; nothing was sent.
        CONNECT_FAILED("connect-failed"),
        /// No connection within the time-out; nothing was sent.
        CONNECT_TIMEOUT("connect-timeout"),
        /// The connection broke while the request was sent or before the head of the answer was whole.
        BROKEN("connection-broken"),
        /// The answer's head is not HTTP as this gateway reads it.
        MALFORMED("malformed-answer"),
        /// The answer's head has more or longer fields than this gateway passes on.
        HEAD_TOO_LARGE("answer-head-too-large"),
        /// The provider took no byte of the request for too long.
        SEND_TIMEOUT("send-timeout"),
        /// No head of an answer within the time-out.
        FIRST_BYTE_TIMEOUT("first-byte-timeout"),
        /// All connections to the provider are in use.
        BUSY("connections-exhausted");

        private final String code;

        Kind(String code) {
            this.code = code;
        }

        String code() {
            return code;
        }

        /// Whether the provider was too slow, and not absent or wrong.
        boolean isSlow() {
            return this == FIRST_BYTE_TIMEOUT || this == SEND_TIMEOUT;
        }
    }
}
