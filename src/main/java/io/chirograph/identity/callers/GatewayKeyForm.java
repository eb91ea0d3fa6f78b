package io.chirograph.identity.callers;

/// Recognises texts that have the form of a gateway key, valid or not: `cg_`, a name of 1 to 64 characters, `_`, and 43
/// characters of Base64url, in any case of their letters.
public final class GatewayKeyForm {
    private static final int LONGEST_NAME = 64;
    private static final int SECRET = 43;

    private GatewayKeyForm() {}

    /// Whether one stands anywhere in the text. Looked for in every header of every call, so without an expression.
    public static boolean isIn(String text) {
        for (int at = text.indexOf('_', 2); at >= 0; at = text.indexOf('_', at + 1)) {
            if (end(text, at - 2) >= 0) {
                return true;
            }
        }
        return false;
    }

    /// Where the one that begins at `start` ends; -1 where none begins there.
    static int end(String text, int start) {
        String prefix = GatewayKey.PREFIX;
        if (!text.regionMatches(true, start, prefix, 0, prefix.length())) {
            return -1;
        }
        int name = start + prefix.length();
        int nameEnd = text.indexOf('_', name);
        int end = nameEnd + 1 + SECRET;
        if (nameEnd <= name || nameEnd - name > LONGEST_NAME || text.length() < end || text.charAt(name) == '-') {
            return -1;
        }
        for (int i = name; i < end; i++) {
            char c = text.charAt(i);
            boolean letterOrDigit = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
            if (!letterOrDigit && c != '-' && c != '_') {
                return -1;
            }
        }
        return end;
    }
}
