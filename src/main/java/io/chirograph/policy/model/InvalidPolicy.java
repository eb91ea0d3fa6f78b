package io.chirograph.policy.model;

/// A text is no policy. The message names the line, the place in the policy and the reason.
public final class InvalidPolicy extends Exception {
    private static final long serialVersionUID = 1L;

    public InvalidPolicy(int line, String message) {
        super("line " + line + ": " + message);
    }
}
