package io.chirograph.policy;

import io.chirograph.event.PolicyFacts;

/// What policy says about a call.
public sealed interface Decision {
    /// The call may go on, and this is what its events say of policy.
    record Allowed(PolicyFacts facts) implements Decision {}

    /// The call is refused: the request asks for something that it may not have.
    ///
    /// @param code the stable error code that the caller gets
    /// @param field which part of the request
    /// @param value the offending value
    /// @param detail what would be accepted
    record Refused(String code, String field, String value, String detail) implements Decision {}
}
