package io.chirograph.policy.model;

/// Whether digests of bodies are made with a key.
public enum DigestForm {
    PLAIN,
    /// With the tenant's key, so that nobody guesses what they are of.
    KEYED;

    /// Reads the word of a policy.
    public static DigestForm named(String word) {
        return switch (word) {
            case "plain" -> PLAIN;
            case "keyed" -> KEYED;
            default -> throw new Misfit("", "is '" + word + "'; it must be keyed or plain");
        };
    }
}
