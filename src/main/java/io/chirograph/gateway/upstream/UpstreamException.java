package io.chirograph.gateway.upstream;

import io.chirograph.event.facts.CallAttempted;
import io.chirograph.web.ErrorCode;
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
public final class UpstreamException extends Exception {
    private final ErrorCode code;
    private final CallAttempted.Before sent;

    /// One before which no byte of the request had gone.
    /// @param code one of status 502 or 504
    UpstreamException(ErrorCode code, String message, @Nullable Throwable cause) {
        this(code, message, cause, CallAttempted.Before.NOTHING);
    }

    /// @param code one of status 502 or 504
    /// @param sent how much of the request may have reached the provider
    public UpstreamException(ErrorCode code, String message, @Nullable Throwable cause, CallAttempted.Before sent) {
        super(message, cause);
        this.code = code;
        this.sent = sent;
    }

    /// How much of the request may have reached the provider.
    public CallAttempted.Before sent() {
        return sent;
    }

    public ErrorCode code() {
        return code;
    }

    /// Whether the provider was too slow, and not absent or wrong.
    public boolean isSlow() {
        return code.status() == 504;
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
}
