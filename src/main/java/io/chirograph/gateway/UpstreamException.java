package io.chirograph.gateway;

import org.jspecify.annotations.Nullable;

/// A provider did not answer.
final class UpstreamException extends Exception {
    private final Kind kind;

    UpstreamException(Kind kind, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    Kind kind() {
        return kind;
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
    }
}
