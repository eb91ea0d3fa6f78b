package io.chirograph.identity.callers;

import java.security.SecureRandom;
import java.util.Base64;

/// A gateway key in clear: `cg_<id>_<secret>`. It exists when it is made and in a request, never at rest.
/// @param id shown in events and configuration
/// @param text the whole key; `toString` never shows it
public record GatewayKey(String id, String text) {
    static final String PREFIX = "cg_";
    private static final int SECRET_BYTES = 32;
    private static final int SECRET_TEXT = 43;
    private static final int MAX_ID = 64;
    private static final SecureRandom RANDOM = new SecureRandom();

    /// A new key with 256 random bits.
    public static GatewayKey generate(String id) {
        if (!isId(id)) {
            throw new IllegalArgumentException("A key's id is up to 64 of a-z, 0-9 and -, not '" + id + "'");
        }
        byte[] secret = new byte[SECRET_BYTES];
        RANDOM.nextBytes(secret);
        return new GatewayKey(
                id, PREFIX + id + "_" + Base64.getUrlEncoder().withoutPadding().encodeToString(secret));
    }

    /// The id that a presented text claims; empty when the text is not formed like a key.
    public static String claimedId(String presented) {
        int end = presented.startsWith(PREFIX) ? presented.indexOf('_', PREFIX.length()) : -1;
        if (end < 0 || presented.length() != end + 1 + SECRET_TEXT) {
            return "";
        }
        for (int i = end + 1; i < presented.length(); i++) {
            if (!isOfSecret(presented.charAt(i))) {
                return "";
            }
        }
        String id = presented.substring(PREFIX.length(), end);
        return isId(id) ? id : "";
    }

    /// Whether a text can be a key's id: up to 64 of a-z, 0-9 and -, which is not the first.
    static boolean isId(String text) {
        if (text.isEmpty() || text.length() > MAX_ID || text.charAt(0) == '-') {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if (!isOfId(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isOfId(char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
    }

    private static boolean isOfSecret(char c) {
        return isOfId(c) || (c >= 'A' && c <= 'Z') || c == '_';
    }

    @Override
    public String toString() {
        return "GatewayKey[" + id + "]";
    }
}
