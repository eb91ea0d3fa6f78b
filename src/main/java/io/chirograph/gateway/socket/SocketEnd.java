package io.chirograph.gateway.socket;

import io.chirograph.event.value.Outcome;
import org.jspecify.annotations.Nullable;

/// How a socket ends, by whoever is first.
/// @param reason a stable code; null where the outcome is `ok`
/// @param turns how turns are recorded that are open then, and why
/// @param told the close frame for the client
record SocketEnd(Outcome outcome, @Nullable String reason, Outcome turns, String turnReason, Frame told) {
    private static SocketEnd of(Outcome outcome, String reason, int status, String told) {
        return new SocketEnd(outcome, reason, outcome, reason, Frame.close(status, told));
    }

    /// The client closed.
    static SocketEnd closed(Frame close) {
        return new SocketEnd(Outcome.OK, null, Outcome.CLIENT_DISCONNECTED, "client-closed", close);
    }

    static SocketEnd clientGone() {
        return of(Outcome.CLIENT_DISCONNECTED, "client-closed", Frame.GOING_AWAY, "");
    }

    static SocketEnd clientBroke(ProtocolViolation violation) {
        return of(Outcome.CLIENT_DISCONNECTED, "socket-malformed", violation.status(), violation.what());
    }

    /// The provider closed; turns that are open then are not whole.
    static SocketEnd providerClosed(Frame close) {
        boolean isGood = close.status() == 1000 || close.status() == 1001 || close.status() == Frame.NO_STATUS;
        return new SocketEnd(
                isGood ? Outcome.OK : Outcome.PROVIDER_ERROR,
                isGood ? null : "socket-closed",
                Outcome.PROVIDER_ERROR,
                "truncated",
                close);
    }

    static SocketEnd providerGone() {
        return of(Outcome.PROVIDER_ERROR, "truncated", Frame.BAD_GATEWAY, "the provider closed the connection");
    }

    static SocketEnd providerBroke() {
        return of(Outcome.PROVIDER_ERROR, "malformed-answer", Frame.BAD_GATEWAY, "the provider broke the protocol");
    }

    static SocketEnd switchedOff() {
        return of(Outcome.INTERRUPTED, "switched-off", Frame.POLICY, "switched-off");
    }

    static SocketEnd shutdown() {
        return of(Outcome.INTERRUPTED, "shutdown", Frame.GOING_AWAY, "the gateway stops");
    }

    static SocketEnd idle() {
        return of(Outcome.TIMEOUT, "idle-timeout", Frame.GOING_AWAY, "idle-timeout");
    }

    /// What let the socket in does so no more, or a turn was refused in a dialect that has no message for it.
    static SocketEnd refused(String code, boolean isPassing) {
        return of(Outcome.INTERRUPTED, code, isPassing ? Frame.TRY_LATER : Frame.POLICY, code);
    }

    static SocketEnd unrecorded() {
        return of(Outcome.INTERRUPTED, "recording-unavailable", Frame.TRY_LATER, "recording-unavailable");
    }

    static SocketEnd fault() {
        return of(Outcome.INTERRUPTED, "internal-error", Frame.INTERNAL, "internal-error");
    }
}
