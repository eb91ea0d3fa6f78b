package io.chirograph.identity.callers;

import io.chirograph.support.coding.AsciiSet;
import java.security.SecureRandom;
import java.util.Base64;

/// A gateway key in clear: `cg_<id>_<secret>`. It exists when it is made and in a request, never at rest.
/// @param id shown in events and configuration
/// @param text the whole key; `toString` never shows it
public record GatewayKey(String id, String text) {
    static final String PREFIX = "cg_";
    private static final int SECRET_BYTES = 32;
    private static final AsciiSet ID = new AsciiSet("-0123456789abcdefghijklmnopqrstuvwxyz");
    private static final int LONGEST_ID = 64;
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
        if (!presented.startsWith(PREFIX) || GatewayKeyForm.end(presented, 0) != presented.length()) {
            return "";
        }
        String id = presented.substring(PREFIX.length(), presented.indexOf('_', PREFIX.length()));
        return isId(id) ? id : "";
    }

    /// Whether a text can be a key's id: up to 64 of a-z, 0-9 and -, which is not the first.
    static boolean isId(String text) {
        return text.length() <= LONGEST_ID && ID.isAll(text) && text.charAt(0) != '-';
    }

    @Override
    public String toString() {
        return "GatewayKey[" + id + "]";
    }
}
