package io.chirograph.gateway.http;

import io.chirograph.support.digest.Sha256;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A text of 256 random bits in the URL of an upload. It is nowhere else; what is kept of it is its digest.
public final class UploadTicket {
    /// The parameter of a query that holds it.
    public static final String PARAMETER = "chirograph_ticket";

    private static final int BYTES = 32;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final String text;

    private UploadTicket(String text) {
        this.text = text;
    }

    /// A new one.
    public static UploadTicket generate() {
        byte[] secret = new byte[BYTES];
        RANDOM.nextBytes(secret);
        return new UploadTicket(Base64.getUrlEncoder().withoutPadding().encodeToString(secret));
    }

    /// A raw query without tickets, and the digest of the one that it held.
    /// @param query as it came; null for none
    /// @param ticket null where it held none; that of no ticket where it held several
    public record Split(@Nullable String query, @Nullable String ticket) {}

    /// Takes tickets out of a raw query, however their name is encoded.
    public static Split split(@Nullable String query) {
        if (query == null) {
            return new Split(null, null);
        }
        List<String> rest = new ArrayList<>();
        List<String> found = new ArrayList<>(1);
        for (String pair : query.split("&", -1)) {
            int equals = pair.indexOf('=');
            if (equals >= 0 && decoded(pair.substring(0, equals)).equals(PARAMETER)) {
                found.add(pair.substring(equals + 1));
            } else {
                rest.add(pair);
            }
        }
        if (found.isEmpty()) {
            return new Split(query, null);
        }
        return new Split(
                rest.isEmpty() ? null : String.join("&", rest), digest(found.size() == 1 ? found.getFirst() : ""));
    }

    private static String decoded(String name) {
        try {
            return URLDecoder.decode(name, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException notEncoded) {
            return name;
        }
    }

    /// By what it is known.
    public String digest() {
        return digest(text);
    }

    private static String digest(String text) {
        return Sha256.hex(text.getBytes(StandardCharsets.UTF_8));
    }

    /// A raw query with this ticket.
    public String in(@Nullable String query) {
        return (query == null || query.isEmpty() ? "" : query + "&") + PARAMETER + "=" + text;
    }

    @Override
    public String toString() {
        return "UploadTicket";
    }
}
