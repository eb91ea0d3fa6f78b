package io.chirograph.policy.eval;

/// What one rule said of a call.
/// @param rule its id, or what else decides: `allow`, `data-class:<name>`, `alias:<name>`, `key:<what>`
/// @param outcome whether it was for the call, against it, or not about it
/// @param detail why, for a person
public record RuleTrace(String rule, Outcome outcome, String detail) {
    /// What came of it.
    public enum Outcome {
        PASSES,
        REFUSES,
        DOES_NOT_APPLY,
        /// It cannot be said without the body.
        NEEDS_BODY
    }
}
