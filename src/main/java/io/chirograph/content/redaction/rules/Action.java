package io.chirograph.content.redaction.rules;

/// What becomes of a value.
public enum Action {
    /// Detectors look through it; what they find is replaced.
    SCAN,
    /// It is left out; in a list `null` stands for it.
    DROP,
    /// `[redacted]` stands for it.
    MASK,
    /// Its keyed digest stands for it.
    DIGEST,
    /// A token stands for it, the same for the same value of a tenant.
    TOKENISE,
    /// It stays where it has the form of a name; else it is scanned. Not for users.
    KEEP,
    /// It is scanned, and numbers, which may be tokens of a text, go. Not for users.
    TEXT,
    /// A URL: query, fragment and user go, the rest is scanned. Not for users.
    URL,
    /// The bytes of a file: digest, media type and size stand for it. Not for users.
    DATA;

    /// Whether a rule with it is about objects and lists as a whole, too.
    public boolean takesAll() {
        return this == DROP || this == MASK || this == DIGEST || this == TOKENISE;
    }

    /// Whether users may write it in a rule.
    public boolean isForUsers() {
        return this == SCAN || takesAll();
    }
}
