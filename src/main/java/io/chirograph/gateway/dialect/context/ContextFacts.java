package io.chirograph.gateway.dialect.context;

import io.chirograph.event.value.ModelContext;

/// A model's context as a request body tells it.
/// @param isSystemKnown whether there is no other system prompt than the one in `seen`, or none
public record ContextFacts(ModelContext seen, boolean isSystemKnown) {
    /// Nothing is known.
    public static final ContextFacts UNKNOWN = new ContextFacts(ModelContext.UNKNOWN, false);
}
