package io.chirograph.gateway.socket;

import io.chirograph.gateway.call.InboundRequest;
import io.chirograph.gateway.http.Headers;
import io.chirograph.gateway.refusal.Refusal;
import io.chirograph.gateway.upstream.UpstreamResponse;
import io.chirograph.web.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The opening of a socket on both sides (RFC 6455 section 4).
/// @param key of ours, that the provider proves to have read
/// @param protocols that the provider may choose from
public record Handshake(String key, List<String> protocols) {
    private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final String PROTOCOL = "sec-websocket-protocol";
    private static final String ACCEPT = "sec-websocket-accept";
    private static final Set<String> OF_ONE_HOP =
            Set.of("sec-websocket-key", "sec-websocket-version", "sec-websocket-extensions", ACCEPT, PROTOCOL);

    public Handshake {
        protocols = List.copyOf(protocols);
    }

    /// What the provider is asked with: the call's headers, a key of our own, and no extension.
    public static Handshake of(Headers asked) {
        byte[] nonce = new byte[16];
        RANDOM.nextBytes(nonce);
        String offered = Objects.requireNonNullElse(asked.list(PROTOCOL), "");
        return new Handshake(
                Base64.getEncoder().encodeToString(nonce),
                Arrays.stream(offered.split(",", -1))
                        .map(String::strip)
                        .filter(protocol -> !protocol.isEmpty())
                        .toList());
    }

    /// @throws Refusal the client's opening is none of RFC 6455
    public static void check(InboundRequest request, String protocol) throws Refusal {
        Headers headers = request.headers();
        if (request.length() > 0 || headers.first("transfer-encoding") != null) {
            throw malformed("A request for a WebSocket has no body.", "Content-Length");
        }
        if (!request.method().equals("GET")
                || !protocol.equals("HTTP/1.1")
                || !headers.mentions("connection", "upgrade")) {
            throw malformed("A WebSocket is opened with GET, over HTTP/1.1, with Connection: Upgrade.", "Connection");
        }
        if (!"13".equals(headers.list("sec-websocket-version"))) {
            throw malformed("Sec-WebSocket-Version must be 13.", "Sec-WebSocket-Version");
        }
        String key = headers.list("sec-websocket-key");
        try {
            if (key != null && Base64.getDecoder().decode(key.strip()).length == 16) {
                return;
            }
        } catch (IllegalArgumentException e) {
            throw malformed("Sec-WebSocket-Key must be 16 bytes in base64.", "Sec-WebSocket-Key");
        }
        throw malformed("Sec-WebSocket-Key must be 16 bytes in base64.", "Sec-WebSocket-Key");
    }

    private static Refusal malformed(String detail, String field) {
        return new Refusal(ErrorCode.REQUEST_MALFORMED, detail, field);
    }

    /// The headers for the provider.
    public Headers outbound(Headers forwarded) {
        Headers all = forwarded.without(OF_ONE_HOP);
        all.add("connection", "Upgrade");
        all.add("upgrade", "websocket");
        all.add("sec-websocket-version", "13");
        all.add("sec-websocket-key", key);
        if (!protocols.isEmpty()) {
            all.add(PROTOCOL, String.join(", ", protocols));
        }
        return all;
    }

    /// Whether a provider that switched protocols did what it was asked for: it has read the key, takes no extension,
    /// and a protocol only of those that were offered.
    boolean isMet(UpstreamResponse response) {
        Headers headers = response.headers();
        String protocol = headers.list(PROTOCOL);
        return headers.mentions("upgrade", "websocket")
                && headers.mentions("connection", "upgrade")
                && accept(key).equals(headers.list(ACCEPT))
                && headers.list("sec-websocket-extensions") == null
                && (protocol == null || protocols.contains(protocol.strip()));
    }

    /// The protocol that the provider chose; null for none.
    static @Nullable String protocol(UpstreamResponse response) {
        String chosen = response.headers().list(PROTOCOL);
        return chosen == null ? null : chosen.strip();
    }

    /// What proves that a key was read.
    static String accept(String key) {
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-1").digest((key.strip() + GUID).getBytes(StandardCharsets.US_ASCII));
            return Base64.getEncoder().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-1", e);
        }
    }

    static boolean isHopHeader(String name) {
        return OF_ONE_HOP.contains(name);
    }
}
