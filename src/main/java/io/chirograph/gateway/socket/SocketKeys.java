package io.chirograph.gateway.socket;

import io.chirograph.gateway.call.InboundRequest;
import io.chirograph.gateway.dialect.Paths;
import io.chirograph.gateway.http.Headers;
import io.chirograph.gateway.http.Target;
import io.chirograph.identity.callers.PresentedKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Moves keys to the headers that they would stand in over HTTP. Browsers can set no header for a WebSocket, so SDKs
/// put
/// them into a subprotocol or the query; from there they would leave.
public final class SocketKeys {
    private static final String PROTOCOL = "sec-websocket-protocol";
    private static final List<String> KEY_PROTOCOLS = List.of("openai-insecure-api-key.", "xai-client-secret.");
    private static final Set<String> PARAMETERS = Set.of("key", "api-key", "api_key", "access_token");

    private SocketKeys() {}

    /// The same request where it asks for no WebSocket.
    public static InboundRequest inHeaders(InboundRequest request) {
        Headers headers = request.headers();
        if (!headers.mentions("upgrade", "websocket")) {
            return request;
        }
        var all = new Headers();
        for (int i = 0; i < headers.size(); i++) {
            if (headers.name(i).equals(PROTOCOL)) {
                protocols(headers.value(i), all);
            } else {
                all.add(headers.name(i), headers.value(i));
            }
        }
        Target target = request.target();
        String query = query(target.query(), all);
        return new InboundRequest(
                request.id(),
                request.arrived(),
                request.method(),
                new Target(target.provider(), target.path(), query),
                request.ticket(),
                all,
                request.length(),
                request.source());
    }

    private static void protocols(String list, Headers all) {
        List<String> others = new ArrayList<>();
        for (String each : list.split(",", -1)) {
            String protocol = each.strip();
            String prefix = KEY_PROTOCOLS.stream()
                    .filter(protocol::startsWith)
                    .findFirst()
                    .orElse("");
            if (prefix.isEmpty()) {
                others.add(protocol);
            } else if (protocol.length() > prefix.length()) {
                all.add("authorization", "Bearer " + protocol.substring(prefix.length()));
            }
        }
        if (!others.isEmpty()) {
            all.add(PROTOCOL, String.join(", ", others));
        }
    }

    private static @Nullable String query(@Nullable String query, Headers all) {
        if (query == null) {
            return null;
        }
        List<String> others = new ArrayList<>();
        for (String pair : query.split("&", -1)) {
            int equals = pair.indexOf('=');
            String name = Paths.decoded(equals < 0 ? pair : pair.substring(0, equals));
            String value = equals < 0 ? "" : Paths.decoded(pair.substring(equals + 1));
            boolean isOurs = PARAMETERS.contains(name.toLowerCase(Locale.ROOT)) && PresentedKey.isMeant(value);
            if (isOurs) {
                all.add("x-goog-api-key", value);
            } else {
                others.add(pair);
            }
        }
        return others.isEmpty() ? null : String.join("&", others);
    }
}
