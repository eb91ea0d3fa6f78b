package io.chirograph.identity;

import java.security.SecureRandom;
import java.util.Base64;

/// A gateway key in clear: `cg_<id>_<secret>`. It exists when it is made and in a request, never at rest.
///
/// @param id shown in events and configuration
/// @param text the whole key; `toString` never shows it
record GatewayKey(String id, String text) {
    static final String PREFIX = "cg_";
    private static final int SECRET_BYTES = 32;
    private static final int SECRET_TEXT = 43;
    private static final int MAX_ID = 64;
    private static final SecureRandom RANDOM = new SecureRandom();

    /// A new key with 256 random bits.
    static GatewayKey generate(String id) {
        if (!GatewayKeyEntry.ID.matcher(id).matches()) {
            throw new IllegalArgumentException("A key's id is up to 64 of a-z, 0-9 and -, not '" + id + "'");
        }
        byte[] secret = new byte[SECRET_BYTES];
        RANDOM.nextBytes(secret);
        return new GatewayKey(
                id, PREFIX + id + "_" + Base64.getUrlEncoder().withoutPadding().encodeToString(secret));
    }

    /// The id that a presented text claims; empty when the text is not formed like a key.
    static String claimedId(String presented) {
        int end = presented.startsWith(PREFIX) ? presented.indexOf('_', PREFIX.length()) : -1;
        if (end <= PREFIX.length()
                || end > PREFIX.length() + MAX_ID
                || presented.length() != end + 1 + SECRET_TEXT
                || presented.charAt(PREFIX.length()) == '-') {
            return "";
        }
        for (int i = PREFIX.length(); i < presented.length(); i++) {
            if (i != end && !(i < end ? isOfId(presented.charAt(i)) : isOfSecret(presented.charAt(i)))) {
                return "";
            }
        }
        return presented.substring(PREFIX.length(), end);
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
