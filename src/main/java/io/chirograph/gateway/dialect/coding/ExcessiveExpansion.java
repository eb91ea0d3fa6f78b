package io.chirograph.gateway.dialect.coding;

/// A request body expands beyond its bound. Decoding has stopped. Not retryable.
public final class ExcessiveExpansion extends RuntimeException {
    public ExcessiveExpansion(String encoding) {
        super("a body in " + encoding + " expands beyond its bound");
    }
}
