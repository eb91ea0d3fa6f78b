package io.chirograph.identity;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.regex.Pattern;

/// A gateway key in clear: `cg_<id>_<secret>`. It exists when it is made and in a request, never at rest.
///
/// @param id shown in events and configuration
/// @param text the whole key; `toString` never shows it
record GatewayKey(String id, String text) {
    static final String PREFIX = "cg_";
    private static final int SECRET_BYTES = 32;
    private static final Pattern SECRET = Pattern.compile("[A-Za-z0-9_-]{43}");
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
        if (end < 0
                || !GatewayKeyEntry.ID
                        .matcher(presented.substring(PREFIX.length(), end))
                        .matches()
                || !SECRET.matcher(presented.substring(end + 1)).matches()) {
            return "";
        }
        return presented.substring(PREFIX.length(), end);
    }

    @Override
    public String toString() {
        return "GatewayKey[" + id + "]";
    }
}
