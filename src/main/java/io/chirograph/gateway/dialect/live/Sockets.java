package io.chirograph.gateway.dialect.live;

import io.chirograph.gateway.dialect.Operation;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Which operations are sockets, and who reads them.
public final class Sockets {
    /// Stands for a method where a request asks for a WebSocket; no method of HTTP looks like it.
    public static final String METHOD = "(websocket)";

    private static final Set<String> ENDPOINTS = Set.of("realtime", "responses.socket", "live");

    private Sockets() {}

    public static boolean isOne(Operation operation) {
        return ENDPOINTS.contains(operation.endpoint());
    }

    /// A reader for one socket.
    /// @param operation one that is a socket
    /// @param model that path or query name; null for none
    public static LiveDialect dialect(Operation operation, @Nullable String model) {
        return switch (operation.endpoint()) {
            case "realtime" -> new OpenAiEvents(false, model);
            case "responses.socket" -> new OpenAiEvents(true, model);
            case "live" -> new GoogleMessages(model);
            default -> throw new IllegalArgumentException("no socket is known of " + operation.endpoint());
        };
    }
}
