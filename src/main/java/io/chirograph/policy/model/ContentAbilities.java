package io.chirograph.policy.model;

/// What this process is configured to do with content. A policy may demand nothing else.
@FunctionalInterface
public interface ContentAbilities {
    /// Nothing is configured.
    ContentAbilities NONE = () -> false;

    /// Whether there are recipients that content can be encrypted to.
    boolean canEncrypt();

    /// Whether anything reports findings by this name; true where nobody knows.
    default boolean finds(String finding) {
        return true;
    }
}
