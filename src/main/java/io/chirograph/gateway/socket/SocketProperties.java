package io.chirograph.gateway.socket;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/// Bounds of WebSockets.
/// @param maxMessage of one message in either direction, and of what a client says for one turn, recordings aside
/// @param maxTurns how many turns may be open on one socket
/// @param idleTimeout how long nothing at all may come from either side
/// @param closeTimeout how long the other side's answer to a close is waited for
/// @param recheck how often it is asked whether an open socket would still be let in
@ConfigurationProperties("chirograph.gateway.socket")
public record SocketProperties(
        @DefaultValue("16MB") DataSize maxMessage,
        @DefaultValue("32") int maxTurns,
        @DefaultValue("10m") Duration idleTimeout,
        @DefaultValue("5s") Duration closeTimeout,
        @DefaultValue("2s") Duration recheck) {
    public SocketProperties {
        boolean fits = maxMessage.toBytes() >= 1024 && maxMessage.toBytes() <= 256L << 20;
        require(fits, "max-message", maxMessage, "1KB to 256MB");
        require(maxTurns >= 1 && maxTurns <= 1000, "max-turns", maxTurns, "1 to 1000");
        require(idleTimeout.isPositive(), "idle-timeout", idleTimeout, "positive");
        require(closeTimeout.isPositive(), "close-timeout", closeTimeout, "positive");
        require(recheck.isPositive(), "recheck", recheck, "positive");
    }

    private static void require(boolean holds, String name, Object value, String rule) {
        if (!holds) {
            throw new IllegalArgumentException(
                    "chirograph.gateway.socket." + name + " is " + value + "; it must be " + rule);
        }
    }
}
