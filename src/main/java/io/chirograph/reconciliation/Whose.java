package io.chirograph.reconciliation;

/// By whose credential a call reached the provider.
enum Whose {
    /// One that the gateway has.
    GATEWAY,
    /// One that a caller brought.
    CALLER
}
