package io.chirograph.support.coding;

/// A set of ASCII characters, asked without a regular expression: some names are judged in every call. Immutable.
public final class AsciiSet {
    /// What a token may consist of (RFC 9110 section 5.6.2).
    public static final AsciiSet TOKEN =
            new AsciiSet("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");

    private final boolean[] has = new boolean[128];

    public AsciiSet(String characters) {
        for (int i = 0; i < characters.length(); i++) {
            has[characters.charAt(i)] = true;
        }
    }

    /// Whether a text is not empty and consists of these characters alone.
    public boolean isAll(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= has.length || !has[c]) {
                return false;
            }
        }
        return !text.isEmpty();
    }
}
